package io.vestibule.web;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A block of addresses (RFC 4632, RFC 4291 section 2.3): its first address, 4 or 16 bytes. */
final class Network {
  private final byte[] address;
  private final int prefix;

  private Network(byte[] address, int prefix) {
    this.address = address;
    this.prefix = prefix;
  }

  /**
   * @param text an address or a CIDR block, for example {@code 10.0.0.0/8}
   * @throws IllegalArgumentException where it is neither
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    String first = slash < 0 ? text : text.substring(0, slash);
    byte[] address = bytes(first.strip());
    if (address == null) {
      throw new IllegalArgumentException("must be an address or a CIDR block, was " + text);
    }
    int bits = address.length * Byte.SIZE;
    int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1).strip());
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("prefix must be from 0 to " + bits + ", was " + text);
    }
    return new Network(address, prefix);
  }

  /** The bytes of a literal address, an IPv4-mapped one as IPv4; null where it is none. */
  static byte[] bytes(String literal) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes).getAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }

  boolean holds(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    int whole = prefix / Byte.SIZE;
    int rest = prefix % Byte.SIZE;
    if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
      return false;
    }
    int shift = Byte.SIZE - rest;
    return rest == 0 || (address[whole] & 0xff) >> shift == (other[whole] & 0xff) >> shift;
  }
}
