package io.vestibule.servicekey;

/** A key and its new secret, after creation or rotation: the only time that it can be shown. */
public record ServiceKeyWithSecret(ServiceKey key, ServiceKeySecret secret) {}
