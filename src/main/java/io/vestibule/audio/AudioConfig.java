package io.vestibule.audio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalLong;

/** Links to recordings and their lifetimes. */
@ConfigMapping(prefix = "vestibule.audio")
public interface AudioConfig {
  /**
   * The public address of this service, without a trailing slash. Links to decrypted recordings
   * begin with it. Default: the issuer of the service's own tokens.
   */
  String publicUrl();

  /** Lifetime of a link to a decrypted recording. */
  @WithDefault("5M")
  Duration ticketLifetime();

  /** Lifetime of an upload URL: an upload must begin within this time. */
  @WithDefault("15M")
  Duration uploadLifetime();

  /** Lifetime of a URL of a recording's ciphertext. */
  @WithDefault("15M")
  Duration downloadLifetime();

  /**
   * How long an upload is kept that is not registered as a recording, counted from the end of its
   * URL's lifetime. Then the object is deleted.
   */
  @WithDefault("24H")
  Duration unregisteredLifetime();

  /** How often each server looks for unregistered uploads to delete. */
  @WithDefault("5M")
  Duration sweepEvery();

  /**
   * The number of recordings an account may have; no limit if absent. Requests at the same time,
   * and recordings registered within the last second, may exceed it. Imports are not limited.
   */
  OptionalLong maxRecordings();

  /**
   * The bytes of ciphertext that the registered recordings of an account may have in total; no
   * limit if absent. A recording without a stated size counts once its object was found. Same
   * tolerance as {@code max-recordings}.
   */
  OptionalLong maxBytes();
}
