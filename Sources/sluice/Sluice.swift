import ArgumentParser
import Foundation

/// The program: the commands of the contract, each in a file of its own.
@main struct Sluice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sluice",
    abstract: "See and steer the traffic of Kubernetes services from the terminal.",
    discussion: """
      EXAMPLES:
        sluice                             the console on the cluster of the kubeconfig
        sluice demo                        the console on a cluster inside the program
        sluice get services -f shop/       from manifests, no cluster needed
        sluice check -f shop/              what keeps requests from arriving, and why
        sluice plan scale web 0 -f shop/   what a change would do, and break
        sluice get faults -A               what is broken on the current cluster
        sluice get backends web -n shop -o json
        sluice trace http://shop.local/pay why a request arrives, or does not
        sluice doctor                      what stands between you and the cluster

      EXIT CODES:
        0 fine, 1 a negative result, 2 usage or terminal,
        3 cluster unreachable, 4 refused, 5 conflict, 6 a file is invalid,
        130 interrupted, 143 terminated
      """,
    version: Version.text,
    subcommands: [
      ConsoleCommand.self, DemoCommand.self,
      ResetCommand.self, ThemeCommand.self,
      GetCommand.self, TraceCommand.self, CheckCommand.self, ExplainCommand.self,
      PlanCommand.self, DoctorCommand.self, CompletionCommand.self, VersionCommand.self,
    ], defaultSubcommand: ConsoleCommand.self)

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let exit as ProgramExit {
      exit.end()
    } catch {
      end(error)
    }
  }

  /// Help and versions go to standard output; errors of usage to standard error, with code 2.
  private static func end(_ error: any Error) -> Never {
    let code = exitCode(for: error)
    let text = fullMessage(for: error)
    guard code != .success else {
      StandardStreams.output(text.isEmpty ? "" : text + "\n")
      Foundation.exit(0)
    }
    if !text.isEmpty { StandardStreams.message(text) }
    Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
  }
}
