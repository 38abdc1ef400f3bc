import NIOCore
import NIOPosix

/// The block of loopback addresses that a playground holds: no other playground of this machine takes it.
struct AddressBlock {
  /// How many blocks there are.
  static let count = 32
  /// The port on node-1 whose listener marks a block as taken.
  static let port = 10_250

  let plan: AddressPlan
  private let holder: any Channel

  /// Takes the first free block.
  static func claim(on loop: any EventLoop) async throws -> AddressBlock {
    for block in 0..<count {
      let plan = AddressPlan(block: block)
      let bootstrap = ServerBootstrap(group: loop)
        .childChannelInitializer { $0.close() }
      guard let holder = try? await bootstrap.bind(host: plan.node(1), port: port).get() else {
        continue
      }
      return AddressBlock(plan: plan, holder: holder)
    }
    throw Playground.StartFailure(
      description: "all \(count) address blocks of 127.0.0.0/8 are taken by other playgrounds; "
        + "end one of them")
  }

  /// Gives the block back.
  func release() async { try? await holder.close() }
}
