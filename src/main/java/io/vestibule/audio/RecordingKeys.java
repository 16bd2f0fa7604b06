package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Names the audio keys of an account, for the records of its recordings. Implemented by the package
 * that knows the keys.
 */
public interface RecordingKeys {
  /** The id of every account's first key, and of recordings whose record names no key. */
  String FIRST_KEY = "k1";

  /** The ids of the account's audio keys, the current one first; never empty. */
  Uni<List<String>> keyIds(String userId);
}
