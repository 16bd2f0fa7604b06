// NOT COMPILED in this repository: see README.md. Wycheproof's vectors, which the service and the Kotlin example pass.
import CryptoKit
import XCTest
@testable import VestibuleExample

final class VectorsTests: XCTestCase {
    private struct Vectors: Decodable { let testGroups: [Group] }
    private struct Group: Decodable { let tests: [Vector] }
    private struct Vector: Decodable {
        let tcId: Int
        let key: String
        let ctx: String
        let ct: String
        let result: String
        let flags: [String]
        let msgLength: Int?
        let msgSha512: String?
    }

    func testDecryptsWhatIsValidAndNothingElse() throws {
        let url = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../src/test/resources/vectors/cobblestone-256.json").standardized
        let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url)).testGroups.flatMap(\.tests)
        XCTAssertEqual(vectors.count, 35)
        for vector in vectors where !vector.flags.contains("InvalidKeySize") {
            // zlib's header and check value are not part of what Foundation decompresses.
            let file = try (bytes(vector.ct).dropFirst(2).dropLast(4) as NSData).decompressed(using: .zlib) as Data
            let plain = try? decrypt(file, key: SymmetricKey(data: bytes(vector.key)), context: bytes(vector.ctx))
            XCTAssertEqual(plain != nil, vector.result == "valid", "vector \(vector.tcId)")
            guard let plain else { continue }
            XCTAssertEqual(plain.count, vector.msgLength)
            XCTAssertEqual(SHA512.hash(data: plain).map { String(format: "%02x", $0) }.joined(), vector.msgSha512)
            XCTAssertEqual(Format.ciphertextLength(plain.count), file.count)
            XCTAssertEqual(try Format.plaintextLength(file.count), plain.count)
        }
    }

    func testDecryptsWhatItEncrypts() throws {
        let key = SymmetricKey(size: .bits256)
        for size in [0, 1, Format.chunk - 1, Format.chunk, Format.chunk + 1, 100_000] {
            let audio = Data((0..<size).map { UInt8($0 % 251) })
            let file = try through(audio) { try Format.encrypt(audioKey: key, context: Data("a".utf8), from: $0, to: $1) }
            XCTAssertEqual(try decrypt(file, key: key, context: Data("a".utf8)), audio)
            XCTAssertThrowsError(try decrypt(file, key: key, context: Data("b".utf8)))
            XCTAssertThrowsError(try decrypt(file.dropLast(1), key: key, context: Data("a".utf8)))
        }
    }

    private func decrypt(_ file: Data, key: SymmetricKey, context: Data) throws -> Data {
        try through(file) { try Format.decrypt(audioKey: key, context: context, from: $0, to: $1) }
    }

    private func through(_ input: Data, _ work: (FileHandle, FileHandle) throws -> Void) throws -> Data {
        let folder = FileManager.default.temporaryDirectory
        let (from, to) = (folder.appendingPathComponent(UUID().uuidString), folder.appendingPathComponent(UUID().uuidString))
        try input.write(to: from)
        try Data().write(to: to)
        try work(FileHandle(forReadingFrom: from), FileHandle(forWritingTo: to))
        return try Data(contentsOf: to)
    }

    private func bytes(_ hex: String) -> Data {
        let digits = hex.compactMap(\.hexDigitValue)
        return Data(stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) })
    }
}
