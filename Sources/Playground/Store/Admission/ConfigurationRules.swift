import FoundationEssentials
import Topology

/// A ConfigMap.
struct ConfigMapRules: AdmissionRules {
  func validate(_ object: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    DataRules.check(object, old: old, &report)
    for key in object["binaryData"].object.keys.sorted() where !object["data"][key].isNull {
      report.invalid("data", .string(key), "duplicate of key present in binaryData")
    }
  }
}

/// A Secret: `stringData` becomes `data`, and some types need some keys.
struct SecretRules: AdmissionRules {
  func setDefaults(_ secret: inout JSONValue) {
    secret.setDefault("type", "Opaque")
    for (key, value) in secret["stringData"].object {
      secret["data"][key] = .string(Data((value.string ?? "").utf8).base64EncodedString())
    }
    secret["stringData"] = .null
  }

  func validate(_ secret: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    DataRules.check(secret, old: old, &report)
    for (key, value) in secret["data"].object.sorted(by: { $0.key < $1.key })
    where Data(base64Encoded: value.string ?? "") == nil {
      report.invalid("data[\(key)]", "<redacted>", "illegal base64 data")
    }
    for key in Self.neededKeys[secret["type"].string ?? ""] ?? []
    where secret["data"][key].isNull {
      report.required("data[\(key)]")
    }
    if let old, old["type"] != secret["type"] {
      report.invalid("type", secret["type"], "field is immutable")
    }
  }

  private static let neededKeys = [
    "kubernetes.io/tls": ["tls.crt", "tls.key"],
    "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
    "kubernetes.io/dockercfg": [".dockercfg"], "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  ]
}

/// What ConfigMaps and Secrets share.
private enum DataRules {
  static func check(_ object: JSONValue, old: JSONValue?, _ report: inout FieldReport) {
    for part in ["data", "binaryData"] {
      for key in object[part].object.keys.sorted() {
        guard let note = NameRules.dataKey(key) else { continue }
        report.invalid("\(part)[\(key)]", .string(key), note)
      }
    }
    guard let old, old["immutable"] == true else { return }
    if object["immutable"] != true {
      report.forbidden("immutable", "field is immutable when `immutable` is set")
    }
    for part in ["data", "binaryData"] where old[part] != object[part] {
      report.forbidden(part, "field is immutable when `immutable` is set")
    }
  }
}
