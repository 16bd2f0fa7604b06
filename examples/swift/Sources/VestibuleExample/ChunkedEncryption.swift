// NOT COMPILED in this repository: see README.md. C2SP chunked encryption, instance Cobblestone-256: docs/audio-format.md, section 2.
import CryptoKit
import Foundation

public enum CiphertextError: Error {
    /// The file is not authentic, is truncated or was made with another key or context.
    case invalid
}

/// Sizes in bytes.
public enum Format {
    public static let chunk = 16_384
    public static let tag = 16
    public static let sealedChunk = chunk + tag
    public static let salt = 24
    public static let header = salt + 32

    /// The size of the file for this size of audio.
    public static func ciphertextLength(_ audio: Int) -> Int { header + audio + tag * (audio / chunk + 1) }

    /// The size of the audio in a file of this size.
    public static func plaintextLength(_ file: Int) throws -> Int {
        let sealed = file - header
        guard sealed >= tag, sealed % sealedChunk >= tag else { throw CiphertextError.invalid }
        return sealed / sealedChunk * chunk + sealed % sealedChunk - tag
    }

    /// Encrypts a file of any length. Memory stays at one chunk.
    public static func encrypt(audioKey: SymmetricKey, context: Data, from audio: FileHandle, to file: FileHandle) throws {
        let key = FileKey(audioKey: audioKey, salt: newSalt(), context: context)
        try file.write(contentsOf: key.salt + key.commitment)
        var index: UInt64 = 0
        // The last chunk is always shorter than a full one, so that a truncated file shows.
        while true {
            let chunk = try audio.fill(Format.chunk)
            try file.write(contentsOf: key.seal(index, chunk))
            index += 1
            if chunk.count < Format.chunk { return }
        }
    }

    /// Decrypts a whole file. Do not use what it has written if it throws.
    public static func decrypt(audioKey: SymmetricKey, context: Data, from file: FileHandle, to audio: FileHandle) throws {
        let key = try FileKey(audioKey: audioKey, header: file.fill(header), context: context)
        var index: UInt64 = 0
        while true {
            let sealed = try file.fill(sealedChunk)
            try audio.write(contentsOf: key.open(index, sealed))
            index += 1
            if sealed.count < sealedChunk { return }
        }
    }

    private static func newSalt() -> Data {
        // A key of CryptoKit is made of secure random bytes.
        SymmetricKey(size: .init(bitCount: salt * 8)).withUnsafeBytes { Data($0) }
    }
}

/// The key of one file.
struct FileKey {
    let salt: Data
    let commitment: Data
    private let key: SymmetricKey
    private let baseNonce: [UInt8]

    /// HKDF-Expand with SHA-512 to 76 bytes: key, base nonce, commitment.
    init(audioKey: SymmetricKey, salt: Data, context: Data) {
        precondition(audioKey.bitCount == 256 && salt.count == Format.salt)
        var info = Data("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM".utf8)
        info.append(0)
        info.append(salt)
        info.append(context)
        let derived = HKDF<SHA512>.expand(pseudoRandomKey: audioKey, info: info, outputByteCount: 76).withUnsafeBytes { [UInt8]($0) }
        self.salt = salt
        key = SymmetricKey(data: derived[0..<32])
        baseNonce = Array(derived[32..<44])
        commitment = Data(derived[44..<76])
    }

    /// Checks that the header belongs to this key and context.
    init(audioKey: SymmetricKey, header: Data, context: Data) throws {
        guard header.count == Format.header else { throw CiphertextError.invalid }
        self.init(audioKey: audioKey, salt: Data(header.prefix(Format.salt)), context: context)
        let difference = zip(commitment, header.suffix(32)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { throw CiphertextError.invalid }
    }

    func seal(_ index: UInt64, _ chunk: Data) throws -> Data {
        let box = try AES.GCM.seal(chunk, using: key, nonce: nonce(index))
        return box.ciphertext + box.tag
    }

    func open(_ index: UInt64, _ sealed: Data) throws -> Data {
        guard sealed.count >= Format.tag else { throw CiphertextError.invalid }
        let box = try AES.GCM.SealedBox(nonce: nonce(index), ciphertext: sealed.dropLast(Format.tag), tag: sealed.suffix(Format.tag))
        do {
            return try AES.GCM.open(box, using: key)
        } catch {
            throw CiphertextError.invalid
        }
    }

    private func nonce(_ index: UInt64) throws -> AES.GCM.Nonce {
        var bytes = baseNonce
        for i in 0..<8 { bytes[11 - i] ^= UInt8(truncatingIfNeeded: index >> UInt64(8 * i)) }
        return try AES.GCM.Nonce(data: bytes)
    }
}

/// Any part of a file, for a player that seeks. `fetch` reads a range of the ciphertext, for example by HTTP.
public final class SeekableAudio {
    public let size: Int
    private let fileSize: Int
    private let fetch: (Range<Int>) async throws -> Data
    private let key: FileKey

    public init(audioKey: SymmetricKey, context: Data, fileSize: Int, fetch: @escaping (Range<Int>) async throws -> Data) async throws {
        size = try Format.plaintextLength(fileSize)
        self.fileSize = fileSize
        self.fetch = fetch
        key = try await FileKey(audioKey: audioKey, header: fetch(0..<Format.header), context: context)
        // The last chunk proves that the file ends there.
        let last = size / Format.chunk
        _ = try await chunks(last..<(last + 1))
    }

    /// The bytes of audio from `position`, at most `count`.
    public func read(at position: Int, count: Int) async throws -> Data {
        guard position >= 0, count > 0, position < size else { return Data() }
        let end = min(size, position + count)
        let first = position / Format.chunk
        let audio = try await chunks(first..<((end - 1) / Format.chunk + 1))
        let from = position - first * Format.chunk
        return Data(audio.dropFirst(from).prefix(end - position))
    }

    private func chunks(_ indexes: Range<Int>) async throws -> Data {
        let start = Format.header + indexes.lowerBound * Format.sealedChunk
        let end = min(fileSize, Format.header + indexes.upperBound * Format.sealedChunk)
        let sealed = try await fetch(start..<end)
        guard sealed.count == end - start else { throw CiphertextError.invalid }
        var audio = Data()
        for index in indexes {
            let chunk = sealed.dropFirst((index - indexes.lowerBound) * Format.sealedChunk).prefix(Format.sealedChunk)
            audio += try key.open(UInt64(index), Data(chunk))
        }
        return audio
    }
}

private extension FileHandle {
    /// Reads until `count` bytes are there or the file ends; one `read` may return less.
    func fill(_ count: Int) throws -> Data {
        var data = Data()
        while data.count < count, let more = try read(upToCount: count - data.count), !more.isEmpty { data += more }
        return data
    }
}
