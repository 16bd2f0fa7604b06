package io.vestibule.audio;

/**
 * Metadata of an object in S3.
 *
 * @param size bytes
 * @param etag the entity tag including its quotes; changes with the content
 */
public record StoredObject(long size, String etag) {}
