// NOT COMPILED in this repository: see README.md. The encrypted recordings of the current user.
import Foundation

public struct Recording: Decodable {
    public let file_id: String
    public let s3_key: String
    public let key_id: String
    public let file_size: Int
    public let file_name: String?
    public let content_type: String?
}

/// Only ciphertext leaves the device.
public struct Recordings {
    let vestibule: Vestibule
    let userId: String
    let keys: AudioKeys

    public init(vestibule: Vestibule, userId: String, keys: AudioKeys) {
        self.vestibule = vestibule
        self.userId = userId
        self.keys = keys
    }

    /// Encrypts to a temporary file and uploads that. A `URLSession` for the background accepts files only.
    public func upload(_ audio: URL, name: String, type: String) async throws -> Recording {
        let size = try audio.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        var about: [String: Any] = ["file_name": name, "content_type": type, "file_size": Format.ciphertextLength(size)]
        let place = try JSONDecoder().decode(Place.self, from: try await vestibule.call("POST", "/api/audio-file/upload-url", about))
        let (keyId, key) = try keys.currentKey()

        let sealed = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        FileManager.default.createFile(atPath: sealed.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: sealed) }
        let file = try FileHandle(forWritingTo: sealed)
        try Format.encrypt(audioKey: key, context: context(place.s3_key), from: FileHandle(forReadingFrom: audio), to: file)
        try file.close()

        var request = URLRequest(url: place.upload_url)
        request.httpMethod = place.method
        for (header, value) in place.headers where !["content-length", "host"].contains(header.lowercased()) {
            request.setValue(value, forHTTPHeaderField: header)
        }
        let (_, response) = try await URLSession.shared.upload(for: request, fromFile: sealed)
        try succeeded(response)

        about["s3_key"] = place.s3_key
        about["key_id"] = keyId
        struct Registered: Decodable { let audio_file: Recording }
        return try JSONDecoder().decode(Registered.self, from: try await vestibule.call("POST", "/api/audio-file", about)).audio_file
    }

    /// One page, newest first; the cursor is nil at the end.
    public func list(limit: Int = 50, cursor: String? = nil) async throws -> ([Recording], String?) {
        struct Page: Decodable { let audio_files: [Recording]; let next_cursor: String? }
        let path = "/api/user/audio-files?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? "")
        let page = try JSONDecoder().decode(Page.self, from: try await vestibule.call("GET", path))
        return (page.audio_files, page.next_cursor)
    }

    /// Downloads and decrypts. Delete the file at `audio` if it throws.
    public func download(_ recording: Recording, to audio: URL) async throws {
        let (file, response) = try await URLSession.shared.download(from: try await link(recording))
        defer { try? FileManager.default.removeItem(at: file) }
        try succeeded(response)
        FileManager.default.createFile(atPath: audio.path, contents: nil, attributes: [.protectionKey: FileProtectionType.complete])
        try Format.decrypt(
            audioKey: keys.key(recording.key_id), context: context(recording.s3_key),
            from: FileHandle(forReadingFrom: file), to: FileHandle(forWritingTo: audio))
    }

    /// For a player that seeks (`AVAssetResourceLoaderDelegate`): only what is played is downloaded. The link is valid for minutes: open it again after 403.
    public func seekable(_ recording: Recording) async throws -> SeekableAudio {
        let address = try await link(recording)
        let key = try keys.key(recording.key_id)
        return try await SeekableAudio(audioKey: key, context: context(recording.s3_key), fileSize: recording.file_size) { range in
            var request = URLRequest(url: address)
            request.setValue("bytes=\(range.lowerBound)-\(range.upperBound - 1)", forHTTPHeaderField: "Range")
            let (data, response) = try await URLSession.shared.data(for: request)
            try succeeded(response)
            return data
        }
    }

    private func link(_ recording: Recording) async throws -> URL {
        struct Link: Decodable { let download_url: URL }
        let data = try await vestibule.call("GET", "/api/audio-file/\(recording.file_id)/download-url")
        return try JSONDecoder().decode(Link.self, from: data).download_url
    }

    private func context(_ s3Key: String) -> Data { Data("vestibule/audio/v1/\(userId)/\(s3Key)".utf8) }

    private struct Place: Decodable {
        let upload_url: URL
        let method: String
        let headers: [String: String]
        let s3_key: String
    }
}

private func succeeded(_ response: URLResponse) throws {
    guard let answer = response as? HTTPURLResponse, (200..<300).contains(answer.statusCode) else { throw URLError(.badServerResponse) }
}
