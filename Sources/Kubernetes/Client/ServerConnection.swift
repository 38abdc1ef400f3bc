import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Topology

/// The way to one API server: the HTTP client in use and the credentials that go with it.
///
/// Both are replaced as needed: credentials of a plugin when they expire or are refused, the HTTP client when
/// its certificate changes or its connection is suspected to be dead.
actor ServerConnection {
  /// What one request goes out with.
  struct Line: Sendable {
    let http: HTTPClient
    let baseURL: String
    let headers: [(String, String)]
    /// Which HTTP client and which credential this is, so that old news is told apart.
    fileprivate let clientNumber: Int
    fileprivate let credentialNumber: Int
  }

  private let access: ClusterAccess
  private let silence: Double
  private let clock: @Sendable () -> Double
  private var http: HTTPClient?
  private var baseURL = ""
  private var clientNumber = 0
  private var credential: ExecCredential?
  private var credentialNumber = 0
  private var signingIn: Task<Result<ExecCredential, ClientError>, Never>?
  private var isEnded = false

  /// Seconds before its expiry at which a credential is no longer used.
  private static let margin = 10.0

  init(_ access: ClusterAccess, silence: Double, clock: @escaping @Sendable () -> Double) {
    self.access = access
    self.silence = silence
    self.clock = clock
  }

  /// What the next request goes out with; a plugin runs first where one is needed.
  func line() async throws(ClientError) -> Line {
    if case .plugin(let plugin) = access.credentials { try await signIn(with: plugin) }
    let http = try client()
    var headers = impersonation
    if let authorization = try authorization() { headers.append(("Authorization", authorization)) }
    return Line(
      http: http, baseURL: baseURL, headers: headers, clientNumber: clientNumber,
      credentialNumber: credentialNumber)
  }

  /// The server refused the credentials (401); says whether others can be had.
  func refused(_ line: Line) -> Bool {
    guard case .plugin = access.credentials else { return false }
    if line.credentialNumber == credentialNumber { credential = nil }
    return true
  }

  /// Nothing comes over the connection any more: the next request takes a new one.
  func suspect(_ line: Line) async {
    guard line.clientNumber == clientNumber else { return }
    await replaceClient()
  }

  /// Closes all connections.
  func shutdown() async {
    isEnded = true
    signingIn?.cancel()
    await replaceClient()
  }

  private func replaceClient() async {
    let old = http
    http = nil
    clientNumber += 1
    try? await old?.shutdown()
  }

  private func client() throws(ClientError) -> HTTPClient {
    guard !isEnded else { throw .cancelled }
    if let http { return http }
    let settings = try ConnectionSettings(
      access, silence: silence, certificate: credential?.certificate)
    let new = HTTPClient(
      eventLoopGroupProvider: .singleton, configuration: settings.configuration)
    (http, baseURL) = (new, settings.baseURL)
    return new
  }

  /// Runs the plugin when there is no credential or it is about to expire; one run serves all who wait.
  private func signIn(with plugin: ExecPlugin) async throws(ClientError) {
    if let credential, (credential.expires ?? .infinity) - Self.margin > clock() { return }
    let task =
      signingIn
      ?? Task {
        do throws(ClientError) {
          return .success(try await plugin.credential())
        } catch {
          return .failure(error)
        }
      }
    signingIn = task
    let answer = await task.value
    let isMine = signingIn == task
    if isMine { signingIn = nil }
    let new = try answer.get()
    guard isMine else { return }
    let isOtherCertificate =
      new.certificate?.chain != credential?.certificate?.chain && http != nil
    credential = new
    credentialNumber += 1
    if isOtherCertificate { await replaceClient() }
  }

  private func authorization() throws(ClientError) -> String? {
    switch access.credentials {
    case .anonymous, .certificate: return nil
    case .token(let token): return "Bearer \(token)"
    case .tokenFile(let path):
      guard let data = FileManager.default.contents(atPath: path) else {
        throw .untrusted("the token file \(path) cannot be read")
      }
      let token = String(decoding: data, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      return "Bearer \(token)"
    case .password(let user, let password):
      return "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())"
    case .plugin: return credential?.token.map { "Bearer \($0)" }
    }
  }

  private var impersonation: [(String, String)] {
    guard let identity = access.impersonation else { return [] }
    var headers = [("Impersonate-User", identity.user)]
    if !identity.uid.isEmpty { headers.append(("Impersonate-Uid", identity.uid)) }
    headers += identity.groups.map { ("Impersonate-Group", $0) }
    for (key, values) in identity.extra.sorted(by: { $0.key < $1.key }) {
      headers += values.map { ("Impersonate-Extra-\(KubernetesClient.escaped(key))", $0) }
    }
    return headers
  }
}
