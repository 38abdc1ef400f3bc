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

  init(width: Int) {
    hasClient = width >= 86
    trunk = hasClient ? 9 : 0
    path = trunk + (hasClient ? 4 : 2)
    let spare = max(0, width - 80 - trunk)
    link = path + 9 + spare / 8
    service = link + 18 + spare / 8
    let serviceWidth = 14 + spare / 6
    fan = service + serviceWidth
    backend = fan + 6
    errorEnd = width - 1
    rateEnd = errorEnd - 6
  }

  /// The width of the path before the link, of the Service's label, and of the backend's name.
  var pathWidth: Int { link - path - 1 }
  var serviceWidth: Int { fan - service - 1 }
  var nameWidth: Int { rateEnd - 6 - backend - 2 }
}
