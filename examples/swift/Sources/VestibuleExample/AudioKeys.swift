// NOT COMPILED in this repository: see README.md. The audio keys of a user: docs/audio-format.md, section 1.
import Argon2Swift
import CryptoKit
import Foundation

/// The part of a log-in, or of `POST /api/user/audio-key`, that holds the keys.
public struct WrappedKeys: Decodable {
    struct AudioKey: Decodable {
        let key_id: String
        let wraps: [Wrap]
    }

    struct Wrap: Decodable {
        let kind: String
        let key_id: String
        let wrapped: String
        let aad: String
        let kdf: KeyDerivation?
        let key_salt: String?
    }

    struct KeyDerivation: Decodable, Hashable {
        let name: String
        let v: Int
        let m: Int
        let t: Int
        let p: Int
    }

    let key_salt: String
    let audio_key: AudioKey
}

public struct LockedKey: Error {
    /// `POST /api/user/audio-key/unlock` unlocks it with an older password or the recovery key.
    public let id: String
}

public struct AudioKeys {
    private let current: String
    private let keys: [String: SymmetricKey]

    /// Unwraps with the password. A wrong password unwraps no key. About 0.1 s: not on the main actor.
    public init(password: String, login: WrappedKeys) throws {
        var keys: [String: SymmetricKey] = [:]
        var keks: [String: SymmetricKey] = [:]
        // Other kinds of wraps belong to other secrets.
        for wrap in login.audio_key.wraps where wrap.kind == "password" {
            guard let kdf = wrap.kdf, kdf.name == "argon2id", kdf.v == 19 else { throw CocoaError(.featureUnsupported) }
            let salt = wrap.key_salt ?? login.key_salt
            let parameters = "\(salt) \(kdf)"
            let kek = try keks[parameters] ?? argon2id(password, salt: salt, kdf)
            keks[parameters] = kek
            guard let wrapped = Data(base64URL: wrap.wrapped), let box = try? AES.GCM.SealedBox(combined: wrapped) else { continue }
            if let key = try? AES.GCM.open(box, using: kek, authenticating: Data(wrap.aad.utf8)) {
                keys[wrap.key_id] = SymmetricKey(data: key)
            }
        }
        self.keys = keys
        current = login.audio_key.key_id
    }

    /// The id and the key for new recordings.
    public func currentKey() throws -> (id: String, key: SymmetricKey) { (current, try key(current)) }

    public func key(_ id: String) throws -> SymmetricKey {
        guard let key = keys[id] else { throw LockedKey(id: id) }
        return key
    }
}

private func argon2id(_ password: String, salt: String, _ kdf: WrappedKeys.KeyDerivation) throws -> SymmetricKey {
    let text = Data(password.precomposedStringWithCanonicalMapping.utf8)
    let hash = try Argon2Swift.hashPasswordBytes(
        password: text, salt: Salt(bytes: Data(hex: salt)), iterations: kdf.t, memory: kdf.m, parallelism: kdf.p, length: 32, type: .id, version: .V13)
    return SymmetricKey(data: hash.hashData())
}

private extension Data {
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self.init(stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) })
    }

    init?(base64URL text: String) {
        let base64 = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        self.init(base64Encoded: base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4))
    }
}
