import Foundation
import Topology

/// What a plugin answered: a token, a client certificate, or both.
struct ExecCredential: Hashable, Sendable {
  var token: String?
  /// PEM texts of a certificate chain and its key.
  var certificate: (chain: [UInt8], key: [UInt8])? {
    guard let chain, let key else { return nil }
    return (chain, key)
  }
  private var chain: [UInt8]?
  private var key: [UInt8]?
  /// Seconds since 1970; nil where the answer stays good until the server refuses it.
  var expires: Double?

  /// Reads an `ExecCredential`; throws the reason as a phrase that quotes nothing of it.
  init(_ output: [UInt8], version: String) throws(ClientError) {
    guard let object = try? JSONValue(parsing: output), object["kind"].string == "ExecCredential"
    else { throw .untrusted("the sign-in program did not answer with an ExecCredential") }
    guard object["apiVersion"].string == version else {
      throw .untrusted(
        "the sign-in program answers in another version than \(version), which the kubeconfig asks")
    }
    let status = object["status"]
    token = status["token"].string.flatMap { $0.isEmpty ? nil : $0 }
    chain = status["clientCertificateData"].string.map { Array($0.utf8) }
    key = status["clientKeyData"].string.map { Array($0.utf8) }
    guard (chain == nil) == (key == nil) else {
      throw .untrusted("the sign-in program gave a certificate without its key")
    }
    guard token != nil || chain != nil else {
      throw .untrusted("the sign-in program gave neither a token nor a certificate")
    }
    expires = status["expirationTimestamp"].string.flatMap {
      Timestamp.seconds($0) ?? (try? Date($0, strategy: .iso8601))?.timeIntervalSince1970
    }
  }
}
