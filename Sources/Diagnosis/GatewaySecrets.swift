import Language
import Routing
import Topology

/// What may be wrong with a certificate that an object of the Gateway API refers to.
enum GatewaySecretProblem {
  case unsupportedKind
  case notPermitted
  case missing
  case malformed(Message)
}

extension DiagnosedCluster {
  /// What is wrong with a reference to a certificate and its key; nil when nothing is, or when it cannot be known.
  func problem(withSecret target: GatewayReference, of object: GenericResource)
    -> GatewaySecretProblem?
  {
    // Kinds of groups with a domain are an implementation's.
    guard !target.group.contains(".") else { return nil }
    guard target.kind == "Secret" else { return .unsupportedKind }
    guard permits(object, target) else { return .notPermitted }
    guard let secret = inventory.object("Secret", target.name) else {
      return knows(target, from: object) ? .missing : nil
    }
    let data = secret.object["data"].object
    for key in ["tls.crt", "tls.key"] where data[key] == nil { return .malformed("has no \(key)") }
    return Certificate(secretValue: data["tls.crt"]?.string ?? "") == nil
      ? .malformed("has a tls.crt that holds no certificate in PEM") : nil
  }

  /// What is wrong with a reference to certificates of authorities.
  ///
  /// ConfigMaps are known from manifests only: one is missing where others of its namespace are known.
  func problem(withAuthority target: GatewayReference, of object: GenericResource)
    -> GatewaySecretProblem?
  {
    guard !target.group.contains(".") else { return nil }
    // A Secret is what many implementations take too; what it has to hold is theirs.
    guard target.kind != "Secret" else { return permits(object, target) ? nil : .notPermitted }
    guard target.kind == "ConfigMap" else { return .unsupportedKind }
    guard permits(object, target) else { return .notPermitted }
    guard let map = inventory.object("ConfigMap", target.name) else {
      let others = inventory.objectNames("ConfigMap")
      return others.contains { $0.namespace == target.name.namespace } ? .missing : nil
    }
    let certificates =
      map.object["data"]["ca.crt"].string ?? map.object["binaryData"]["ca.crt"].string
    guard let certificates else { return .malformed("has no ca.crt") }
    return Certificate(secretValue: certificates) == nil
      ? .malformed("has a ca.crt that holds no certificate in PEM") : nil
  }
}
