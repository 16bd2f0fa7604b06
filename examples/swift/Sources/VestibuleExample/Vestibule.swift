// NOT COMPILED in this repository: see README.md. The requests of the service.
import Foundation

/// An error of the service. `code` tells errors apart (docs/errors.md), `error` is for the user.
public struct VestibuleError: Error, Decodable {
    public let status: Int
    public let code: String
    public let error: String
    public let mfa_token: String?
}

/// Keep both in the Keychain (`kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly`), the device token also after a log-out.
public protocol TokenStore: AnyObject, Sendable {
    var token: String? { get set }
    var device: String? { get set }
}

/// An actor, so that two refreshes never run at once from this object.
public actor Vestibule {
    private let url: URL
    private let store: TokenStore
    private var refreshing: Task<Void, Error>?

    public init(url: URL, store: TokenStore) {
        self.url = url
        self.store = store
    }

    public struct Login: Decodable {
        public let user_id: String?
        let token: String?
    }

    /// Creates an account and logs in. Decode the data as `WrappedKeys` for the vault. Without `user_id`, the address must be verified first.
    public func register(email: String, password: String) async throws -> (Login, Data) {
        try await open("/api/register", ["email": email, "password": password])
    }

    /// With a second factor it throws `mfa-required`, with the `mfa_token` for `continueLogIn`.
    public func logIn(email: String, password: String) async throws -> (Login, Data) {
        try await open("/api/login", ["email": email, "password": password])
    }

    public func continueLogIn(mfaToken: String, code: String) async throws -> (Login, Data) {
        try await open("/api/auth/mfa", ["mfa_token": mfaToken, "code": code])
    }

    /// At each start of the app, and when half of the lifetime of the token has passed. The old token soon ends the session.
    public func refresh() async throws {
        if let refreshing { return try await refreshing.value }
        let task = Task {
            struct Next: Decodable { let token: String }
            store.token = try JSONDecoder().decode(Next.self, from: try await call("POST", "/api/auth/refresh")).token
        }
        refreshing = task
        defer { refreshing = nil }
        try await task.value
    }

    /// Forgets the token also if the service does not answer; an error says that the session may still be open.
    public func logOut() async throws {
        defer { store.token = nil }
        do {
            _ = try await call("POST", "/api/auth/logout")
        } catch let ended as VestibuleError where ended.status == 401 {
            // The session has ended already.
        }
    }

    public func call(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws -> Data {
        var request = URLRequest(url: URL(string: path, relativeTo: url)!)
        request.httpMethod = method
        if let token = store.token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let device = store.device { request.setValue(device, forHTTPHeaderField: "Device-Token") }
        if let body {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let answer = response as! HTTPURLResponse
        guard answer.statusCode < 400 else {
            // A proxy in between answers something else than JSON.
            throw (try? JSONDecoder().decode(VestibuleError.self, from: data))
                ?? VestibuleError(status: answer.statusCode, code: "unknown", error: "HTTP \(answer.statusCode)", mfa_token: nil)
        }
        if let device = answer.value(forHTTPHeaderField: "Device-Token") { store.device = device }
        return data
    }

    private func open(_ path: String, _ body: [String: Any]) async throws -> (Login, Data) {
        let data = try await call("POST", path, body)
        let login = try JSONDecoder().decode(Login.self, from: data)
        if let token = login.token { store.token = token }
        return (login, data)
    }
}
