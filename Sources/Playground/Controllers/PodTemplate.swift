package import Topology

/// Makes pods from the template of a workload.
package enum PodTemplate {
  /// The hash of a template that names its ReplicaSet or revision: ten characters.
  package static func hash(_ template: JSONValue) -> String {
    var plain = template
    plain["metadata"]["labels"]["pod-template-hash"] = .null
    plain["metadata"]["creationTimestamp"] = .null
    return StableHash.suffix(StableHash.value(plain.text), length: 10)
  }

  /// The name of the pod that a ReplicaSet makes as its `ordinal`th, counted over its whole life.
  ///
  /// The same ReplicaSet gives the same names in every run, and never the same name twice.
  package static func name(of owner: NamespacedName, ordinal: Int) -> String {
    let hash = StableHash.value(owner.namespace, owner.name, String(ordinal))
    return "\(owner.name.prefix(57))-\(StableHash.suffix(hash))"
  }

  /// A pod with an owner, from the template in the owner's specification.
  package static func pod(
    named name: String, of owner: JSONValue, labels: [String: String] = [:]
  ) -> JSONValue {
    let template = owner["spec"]["template"]
    let merged = template["metadata"]["labels"].stringMap.merging(labels) { $1 }
    return [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": [
        "name": .string(name), "namespace": owner["metadata"]["namespace"],
        "labels": JSONValue(merged), "annotations": template["metadata"]["annotations"],
        "ownerReferences": [reference(to: owner)],
      ],
      "spec": template["spec"],
    ]
  }

  /// The reference that makes an object the controller of another.
  package static func reference(to owner: JSONValue) -> JSONValue {
    [
      "apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": owner["metadata"]["name"],
      "uid": owner["metadata"]["uid"], "controller": true, "blockOwnerDeletion": true,
    ]
  }
}
