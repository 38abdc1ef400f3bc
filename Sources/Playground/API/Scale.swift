import Topology

/// The `scale` subresource: a workload's number of replicas as an object of its own.
enum Scale {
  /// The Scale of a workload.
  static func scale(of workload: JSONValue) -> JSONValue {
    let metadata = workload["metadata"]
    let labels = workload["spec"]["selector"]["matchLabels"].stringMap
    return [
      "kind": "Scale", "apiVersion": "autoscaling/v1",
      "metadata": [
        "name": metadata["name"], "namespace": metadata["namespace"], "uid": metadata["uid"],
        "resourceVersion": metadata["resourceVersion"],
        "creationTimestamp": metadata["creationTimestamp"],
      ], "spec": ["replicas": workload["spec"]["replicas"]],
      "status": [
        "replicas": .integer(Int64(workload["status"]["replicas"].integer ?? 0)),
        "selector": .string(
          labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: ",")),
      ],
    ]
  }

  /// The workload with a Scale's number; the Scale's version is the precondition.
  static func applied(
    _ scale: JSONValue, to workload: JSONValue, _ kind: ResourceKind
  ) throws(StatusError) -> JSONValue {
    let replicas = scale["spec"]["replicas"].integer ?? 0
    guard replicas >= 0 else {
      throw .invalid(
        ResourceKind(group: "autoscaling", version: "v1", kind: "Scale", plural: "scales"),
        workload["metadata"]["name"].string ?? "",
        [
          StatusError.Cause(
            reason: "FieldValueInvalid", field: "spec.replicas",
            message: "Invalid value: \(replicas): must be greater than or equal to 0")
        ])
    }
    var result = workload
    result["spec"]["replicas"] = .integer(Int64(replicas))
    if let version = scale["metadata"]["resourceVersion"].string {
      result["metadata"]["resourceVersion"] = .string(version)
    }
    return result
  }

  /// A Scale after a patch.
  static func patched(_ scale: JSONValue, _ patch: Patch) throws(StatusError) -> JSONValue {
    switch patch {
    case .merge(let changes), .strategic(let changes): return scale.mergePatched(with: changes)
    case .json(let operations):
      do throws(JSONPatch.Failure) {
        return try operations.applied(to: scale)
      } catch {
        throw StatusError(422, "Invalid", error.description)
      }
    }
  }
}
