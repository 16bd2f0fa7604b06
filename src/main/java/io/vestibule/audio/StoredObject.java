package io.vestibule.audio;

/**
 * What S3 says of an object.
 *
 * @param size bytes
 * @param etag the entity tag with its quotes; changes with the content
 */
record StoredObject(long size, String etag) {}
