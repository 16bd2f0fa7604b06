package io.vestibule.web;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A CIDR block (RFC 4632, RFC 4291 section 2.3): a network address of 4 or 16 bytes and a prefix
 * length.
 */
public final class CidrBlock {
  private final byte[] address;
  private final int prefix;

  private CidrBlock(byte[] address, int prefix) {
    this.address = address;
    this.prefix = prefix;
  }

  /**
   * @param text an address or a CIDR block, for example {@code 10.0.0.0/8}
   * @throws IllegalArgumentException if it is neither
   */
  public static CidrBlock parse(String text) {
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
    return new CidrBlock(address, prefix);
  }

  /** Whether the text is a literal address. */
  public static boolean isAddress(String text) {
    return bytes(text) != null;
  }

  /**
   * The bytes of a literal address, of an IPv4-mapped one as IPv4; null if the text is not an
   * address.
   */
  static byte[] bytes(String literal) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes).getAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }

  /** Whether the literal address is in the block; false for text that is not an address. */
  public boolean contains(String literal) {
    byte[] other = bytes(literal);
    return other != null && contains(other);
  }

  /** Whether the address of 4 or 16 bytes is in the block. */
  public boolean contains(byte[] other) {
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
