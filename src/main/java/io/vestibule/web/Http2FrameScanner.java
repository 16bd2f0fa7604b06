package io.vestibule.web;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames that a client sends on an HTTP/2 connection (RFC 9113 section 4.1) without
 * keeping their contents. A header block counts as one frame with its continuations (section 4.3).
 */
final class Http2FrameScanner {
  private static final int PREFACE_SIZE = 24;
  private static final int HEADER_SIZE = 9;
  private static final int TYPE_DATA = 0;
  private static final int TYPE_HEADERS = 1;
  private static final int TYPE_CONTINUATION = 9;
  private static final int END_HEADERS = 0x4;

  private final byte[] header = new byte[HEADER_SIZE];
  private int headerBytes;

  /** Bytes of the current payload, or of the connection preface, that have not arrived. */
  private int missing = PREFACE_SIZE;

  private boolean inHeaderBlock;
  private boolean inData;
  private int completed;

  /** Reads the bytes without consuming them. */
  void read(ByteBuf bytes) {
    int index = bytes.readerIndex();
    while (index < bytes.writerIndex()) {
      if (missing > 0) {
        int arrived = Math.min(missing, bytes.writerIndex() - index);
        index += arrived;
        missing -= arrived;
      } else {
        header[headerBytes++] = bytes.getByte(index++);
        if (headerBytes < HEADER_SIZE) {
          continue;
        }
        startPayload();
      }
      if (missing == 0 && !inHeaderBlock) {
        completed++;
      }
    }
  }

  private void startPayload() {
    headerBytes = 0;
    missing = ((header[0] & 0xff) << 16) | ((header[1] & 0xff) << 8) | (header[2] & 0xff);
    inData = header[3] == TYPE_DATA;
    if (header[3] == TYPE_HEADERS || header[3] == TYPE_CONTINUATION) {
      inHeaderBlock = (header[4] & END_HEADERS) == 0;
    }
  }

  /** The number of frames that have arrived as a whole. */
  int completed() {
    return completed;
  }

  /** Whether the last byte was the end of a frame. */
  boolean isBetweenFrames() {
    return missing == 0 && headerBytes == 0 && !inHeaderBlock;
  }

  /** Whether the frame that is arriving carries a request body. */
  boolean isInData() {
    return missing > 0 && inData;
  }
}
