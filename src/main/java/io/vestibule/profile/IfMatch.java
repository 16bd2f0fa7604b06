package io.vestibule.profile;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The {@code If-Match} header of a conditional write (RFC 9110 section 13.1.1). Entity tags are
 * compared strongly.
 *
 * @param etags entity tags with their quotes; {@code *} matches any tag
 */
public record IfMatch(List<String> etags) {
  public static Optional<IfMatch> of(String header) {
    return Optional.ofNullable(header)
        .map(value -> new IfMatch(Arrays.stream(value.split(",")).map(String::strip).toList()));
  }

  public boolean matches(String etag) {
    return etags.contains("*") || etags.contains(etag);
  }
}
