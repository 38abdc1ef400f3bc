/// Where the columns of the flow's tree stand in a width.
struct FlowColumns: Hashable, Sendable {
  /// The trunk that all routes hang on.
  let trunk: Int
  let path: Int
  /// The first column of the link from a route.
  let link: Int
  let service: Int
  /// The first column of the link from a Service.
  let fan: Int
  let backend: Int
  /// The last columns of the two figures.
  let rateEnd: Int
  let errorEnd: Int
  let hasClient: Bool
  let showsErrors: Bool

  /// Long names of backends take room from the links, which keep a few cells.
  init(width: Int, longestName: Int = 0) {
    hasClient = width >= 84
    trunk = hasClient ? 8 : 0
    path = trunk + (hasClient ? 4 : 2)
    let spare = max(0, width - (hasClient ? 84 : 80))
    link = path + 9 + spare / 6
    let lack = max(0, 80 - width)
    let line = (hasClient ? 12 : max(9, 18 - lack / 2)) + spare / 6
    let label = max(12, 14 - lack / 4) + spare / 6
    showsErrors = width >= 72
    errorEnd = width - 1
    rateEnd = showsErrors ? errorEnd - 6 : errorEnd
    let nameWidth = rateEnd - 6 - (link + line + label + 6) - 2
    let wanted = max(0, longestName - nameWidth)
    let fromLine = min(wanted, max(0, line - 12))
    service = link + line - fromLine
    fan = service + label - min(wanted - fromLine, max(0, label - 14))
    backend = fan + 6
  }

  /// The width of the path before the link, of the Service's label, and of the backend's name.
  var pathWidth: Int { link - path - 1 }
  var serviceWidth: Int { fan - service - 1 }
  var nameWidth: Int { rateEnd - 6 - backend - 2 }
}
