import Language
import Routing
import Screen
import State
import Topology

/// What there is to know of one Service, in tabs.
struct ServiceDetail {
  let name: NamespacedName

  static let tabs = ["Summary", "Selector", "Ports", "Endpoints", "Routes"]

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let inner = DetailTabs.draw(
      rect, title: name.name, tabs: Self.tabs, context, into: &drawing)
    guard let service = context.state.shown.inventory.service(name) else {
      drawing.text(localized("It is gone."), inner.x, inner.y, .muted)
      return
    }
    let tab = DetailTabs.current(context, count: Self.tabs.count)
    let lines =
      switch tab {
      case 1: selector(service, context)
      case 2: ports(service, context) + doors(service, context)
      case 3: endpoints(context)
      case 4: routes(context)
      default: summary(service, context, width: inner.width)
      }
    drawing.lines(lines, in: inner)
  }

  private func field(_ key: String, _ value: String, _ note: String = "") -> [Drawing.Run] {
    [Drawing.Run(key.padded(12), .muted), Drawing.Run(value), Drawing.Run(note, .muted)]
  }

  private func summary(
    _ service: Service, _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    let row = context.state.serviceRow(name)
    var lines: [[Drawing.Run]] = []
    lines += FindingLines.lines(row?.findings ?? [], context, width: width)
    if service.exposure == .externalName {
      lines.append(field(localized("external"), service.externalName))
      lines += doors(service, context)
    } else {
      let pods = context.state.shown.inventory.pods(in: name.namespace, matching: service.selector)
      let ready = pods.count { $0.isReady }
      let text =
        service.selector.isEmpty ? localized("(none)") : SelectorText.text(service.selector)
      lines.append(
        field(
          localized("selector"), text,
          localized("   matches \(Figures.count(pods.count, "pod")) (\(ready) ready)")))
    }
    lines += ports(service, context).prefix(2)
    let slices = context.state.shown.inventory.slices(of: name)
    for slice in slices.prefix(1) {
      lines.append(
        field(
          localized("slices"), slice.metadata.name,
          "   \(slice.addressType)  \(Figures.count(slice.endpoints.count, "endpoint"))"))
    }
    lines += usedBy(context).prefix(2)
    return lines
  }

  private func usedBy(_ context: PaneContext) -> [[Drawing.Run]] {
    context.state.shown.routing.routes(to: name).map { route in
      let weight = route.backends.first { $0.service == name }.map { backend in
        route.backends.count > 1 ? localized(" (weight \(backend.weight))") : ""
      }
      return field(
        localized("used by"),
        "\(route.source.kind) \(route.source.name)  \(route.host)\(route.path)\(weight ?? "")")
    }
  }

  private func selector(_ service: Service, _ context: PaneContext) -> [[Drawing.Run]] {
    guard !service.selector.isEmpty else {
      return [
        [
          Drawing.Run(
            localized("No selector: its endpoints are written by hand or by another program."))
        ]
      ]
    }
    let inventory = context.state.shown.inventory
    let all = inventory.pods(in: name.namespace, matching: service.selector)
    return service.selector.sorted { $0.key < $1.key }.map { key, value in
      let count = inventory.pods(in: name.namespace, matching: [key: value]).count
      return field("\(key)=\(value)", "", localized("   carried by \(Figures.count(count, "pod"))"))
    } + [
      field(
        localized("all of them"), "", localized(" carried by \(Figures.count(all.count, "pod"))"))
    ]
      + all.prefix(20).map { pod in
        let health: Health = pod.isReady ? .ok : .unready
        return [
          Drawing.Run(context.glyphs.state(health) + " ", health.role),
          Drawing.Run(pod.metadata.name),
          Drawing.Run("  \(SelectorText.text(pod.metadata.labels))", .muted),
        ]
      }
  }

  private func ports(_ service: Service, _ context: PaneContext) -> [[Drawing.Run]] {
    let slices = context.state.shown.inventory.slices(of: name)
    return service.ports.map { port in
      let found = slices.lazy.flatMap(\.ports).first { $0.name == port.name }?.number
      let node = port.nodePort > 0 ? "  nodePort \(port.nodePort)" : ""
      let target = "\(port.number) \(context.glyphs.arrow) targetPort \(port.target)"
      let note =
        found.map { localized("   is \($0) on its pods") } ?? localized("   found on no pod")
      return field(
        localized("port"), "\(port.name.isEmpty ? "" : port.name + " ")\(target)\(node)", note)
    }
  }

  /// What the ways from outside answer.
  private func doors(_ service: Service, _ context: PaneContext) -> [[Drawing.Run]] {
    ProbeWords.lines(context.state.shown.doors(of: service), context)
  }

  private func endpoints(_ context: PaneContext) -> [[Drawing.Run]] {
    let slices = context.state.shown.inventory.slices(of: name)
    let endpoints = slices.flatMap(\.endpoints)
    guard !endpoints.isEmpty else { return [[Drawing.Run(localized("No endpoint."), .stateFault)]] }
    return endpoints.prefix(100).map { endpoint in
      let health: Health = endpoint.isReady ? .ok : .unready
      var words = [endpoint.isReady ? localized("ready") : localized("not ready")]
      if endpoint.isServing, !endpoint.isReady { words.append(localized("serving")) }
      if endpoint.isTerminating { words.append(localized("terminating")) }
      return [
        Drawing.Run(context.glyphs.state(health) + " ", health.role),
        Drawing.Run((endpoint.address ?? "").padded(16)),
        Drawing.Run((endpoint.pod?.name ?? localized("(no pod)")).padded(26)),
        Drawing.Run("\(endpoint.node.padded(8)) \(words.joined(separator: ", "))", .muted),
      ]
    }
  }

  private func routes(_ context: PaneContext) -> [[Drawing.Run]] {
    let lines = usedBy(context)
    return lines.isEmpty ? [[Drawing.Run(localized("No route leads here."), .muted)]] : lines
  }
}
