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

  init(width: Int) {
    hasClient = width >= 84
    trunk = hasClient ? 8 : 0
    path = trunk + (hasClient ? 4 : 2)
    let spare = max(0, width - (hasClient ? 84 : 80))
    link = path + 9 + spare / 6
    let lack = max(0, 80 - width)
    service = link + (hasClient ? 12 : max(9, 18 - lack / 2)) + spare / 6
    fan = service + max(12, 14 - lack / 4) + spare / 6
    backend = fan + 6
    showsErrors = width >= 72
    errorEnd = width - 1
    rateEnd = showsErrors ? errorEnd - 6 : errorEnd
  }

  /// The width of the path before the link, of the Service's label, and of the backend's name.
  var pathWidth: Int { link - path - 1 }
  var serviceWidth: Int { fan - service - 1 }
  var nameWidth: Int { rateEnd - 6 - backend - 2 }
}
