"""Forms in which people and annotation tools read and write gold documents."""
