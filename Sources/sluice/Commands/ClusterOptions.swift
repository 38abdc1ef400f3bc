import ArgumentParser
import Kubernetes

/// Which cluster is meant, for every command that asks one.
struct ClusterOptions: ParsableArguments {
  @Option(name: .long, help: "The kubeconfig; otherwise KUBECONFIG, then ~/.kube/config.")
  var kubeconfig: String?

  @Option(name: .long, help: "The context of the kubeconfig; otherwise its current one.")
  var context: String?

  /// The contexts that there are; none where the kubeconfig cannot be read.
  var contextNames: [String] { (try? Kubeconfig(path: kubeconfig))?.contextNames ?? [] }

  /// How the cluster is reached.
  func access() throws(ProgramExit) -> ClusterAccess {
    do throws(KubeconfigError) {
      let config = try Kubeconfig(path: kubeconfig)
      // As kubectl does: inside a pod the service account is used where no kubeconfig says otherwise.
      if config.contextNames.isEmpty, kubeconfig == nil, context == nil,
        let pod = ClusterAccess.pod()
      {
        return pod
      }
      return try config.access(context: context)
    } catch {
      throw ProgramExit(error.isInvalidFile ? .invalidFile : .unreachable, error.description)
    }
  }
}

extension ProgramExit {
  /// The end that an error of the client means.
  init(_ error: ClientError) {
    switch error {
    case .refused(let status) where status.code == 409:
      self.init(.conflict, error.description)
    case .refused(let status) where [401, 403, 422].contains(status.code):
      self.init(.refused, error.description)
    default: self.init(.unreachable, error.description)
    }
  }
}
