import Yams

/// The translations that are shipped: from an English template to its words.
package enum Catalogue {
  /// French: the files of the resources together, read once.
  package static let french: [String: String] = {
    let files = [
      PackageResources.french_common_yaml, PackageResources.french_console_yaml,
      PackageResources.french_panes_yaml,
      PackageResources.french_screens_yaml, PackageResources.french_state_yaml,
      PackageResources.french_diagnosis_yaml, PackageResources.french_actions_yaml,
      PackageResources.french_faults_policies_yaml, PackageResources.french_faults_services_yaml,
      PackageResources.french_faults_pods_yaml, PackageResources.french_faults_ingresses_yaml,
      PackageResources.french_faults_gateway_yaml, PackageResources.french_trace_yaml,
      PackageResources.french_network_yaml,
    ]
    return files.reduce(into: [:]) { all, bytes in
      all.merge(read(bytes)) { first, _ in first }
    }
  }()

  /// The pairs of a file; a file that cannot be read has none (a test reads them all).
  private static func read(_ bytes: [UInt8]) -> [String: String] {
    let text = String(decoding: bytes, as: UTF8.self)
    return (try? YAMLDecoder().decode([String: String].self, from: text)) ?? [:]
  }
}
