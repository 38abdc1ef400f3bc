import Diagnosis
import NIOCore
import Routing

extension ClientConnection {
  /// Reads one head if it is complete; false when more bytes are needed.
  func readHead() -> Bool {
    skipEmptyLines()
    guard input.readableBytes > 0 else { return false }
    let scan = input.withUnsafeReadableBytes { bytes in
      ByteView(bytes).map { RequestHead.scan($0, searched: searched) }
    }
    switch scan {
    case .complete(let head):
      searched = 0
      guard head.length <= core.options.headLimit else {
        refuse(431)
        return true
      }
      begin(head)
      return true
    case .malformed:
      refuse(400)
      return true
    case .incomplete, nil:
      searched = input.readableBytes
      if searched > core.options.headLimit { refuse(431) }
      return false
    }
  }

  private func skipEmptyLines() {
    while let byte: UInt8 = input.getInteger(at: input.readerIndex), byte == 0x0D || byte == 0x0A {
      input.moveReaderIndex(forwardBy: 1)
    }
  }

  /// Chooses where a request goes and sends it there.
  private func begin(_ head: RequestHead) {
    exchange = Exchange()
    exchange.begin(core.table.misses)
    let choice = input.withUnsafeReadableBytes { bytes in
      ByteView(bytes).map { prepare(head, $0) } ?? .refused(400)
    }
    input.moveReaderIndex(forwardBy: head.length)
    body.begin(head.framing)
    phase = body.isEmpty ? .answer : .body
    switch choice {
    case .refused(let status): answer(status)
    case .answered(let own): answer(own.status, own)
    case .endpoint(let endpoint):
      if head.expectsContinue, phase == .body { writeContinue() }
      moveBody()
      // A body that broke the rules has ended the exchange.
      guard exchange.isOpen, phase != .closing else { return }
      dispatch(to: endpoint, fresh: false)
      sendCopies()
    }
  }

  /// Sends copies of a request that has arrived wholly; nobody waits for what is answered to them.
  private func sendCopies() {
    guard phase == .answer, let copies = exchange.rule?.copies else { return }
    for copies in copies {
      guard let pool = copies.next(&core.generator) else { continue }
      core.copy(outgoing, to: pool)
    }
  }

  private enum Choice {
    case endpoint(IngressTable.Endpoint)
    case answered(RouteAnswer)
    case refused(Int)
  }

  /// Notes what the answer will need, chooses the backend, and writes the head for it.
  private func prepare(_ head: RequestHead, _ view: ByteView) -> Choice {
    exchange.isHead = head.hasMethod("head", in: view)
    exchange.isUpgrade = head.isUpgrade
    exchange.isOldVersion = head.isOldVersion
    exchange.keepsAlive = head.keepsAlive
    exchange.isIdempotent = !head.hasMethod("post", in: view) && !head.hasMethod("patch", in: view)
    let end = (head.target.lowerBound..<head.target.upperBound).first {
      view[$0] == 0x3F || view[$0] == 0x23
    }
    let path = head.target.lowerBound..<(end ?? head.target.upperBound)
    guard !head.hasMethod("connect", in: view) else { return .refused(405) }
    if let destination {
      guard let decision = core.table.decider?.decide(head, view, path: path, for: destination)
      else {
        // What led the connection here is gone.
        exchange.keepsAlive = false
        return .refused(503)
      }
      return prepare(head, view, path: path, decision)
    }
    if let decider = core.table.decider {
      let host = HostRules.normalized(view.text(head.host))
      if decider.concerns(host) {
        let decision = decider.decide(
          head, view, host: host, path: path, isTLS: isTLS, client: client)
        return prepare(head, view, path: path, decision)
      }
    }
    guard let rule = core.table.rule(view, host: head.host, path: path) else {
      return .refused(404)
    }
    return prepare(head, view, rule, changed: nil)
  }

  /// Does what was decided.
  private func prepare(
    _ head: RequestHead, _ view: ByteView, path: Range<Int>, _ decision: RouteDecision
  ) -> Choice {
    let rule = decision.route.flatMap { core.table.rule($0.id) }
    if let rule { exchange.count(in: rule.refusals) }
    if let answer = decision.answer {
      return decision.route == nil && answer.location == nil
        ? .refused(answer.status) : .answered(answer)
    }
    guard let rule else { return .refused(404) }
    return prepare(
      head, view, rule,
      changed: decision.action.flatMap { HeadChange($0, head, view, path: path) })
  }

  /// Chooses a backend of a rule, and writes the head for it.
  private func prepare(
    _ head: RequestHead, _ view: ByteView, _ rule: IngressTable.Rule, changed: HeadChange?
  ) -> Choice {
    exchange.count(in: rule.refusals)
    exchange.rule = rule
    guard let target = target(of: rule, head, view) else { return .refused(rule.refusal) }
    exchange.target = target
    exchange.count(in: target.refusals)
    guard let endpoint = target.next() else { return .refused(target.refusal) }
    outgoing.clear()
    HeadWriter.write(
      head, view, forwarding: forwarding, id: (core.requestIDs.next(), core.requestIDs.next()),
      changed: changed, to: &outgoing)
    return .endpoint(endpoint)
  }

  private func target(
    of rule: IngressTable.Rule, _ head: RequestHead, _ view: ByteView
  ) -> IngressTable.Target? {
    guard let canary = rule.canary, rule.targets.count > 1 else {
      return rule.target(&core.generator)
    }
    let decision = canary.decision(
      headerValue: canary.header.isEmpty ? nil : head.value(of: canary.header, in: view),
      cookieValue: canary.cookie.isEmpty ? nil : head.cookie(canary.cookie, in: view))
    switch decision {
    case .canary: return rule.targets.last
    case .primary: return rule.targets.first
    case .byWeight: return rule.target(&core.generator)
    }
  }

  private func writeContinue() {
    write(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"))
    flush()
  }

  /// Passes on what has arrived of the body.
  func moveBody() {
    guard phase == .body, input.readableBytes > 0 else { return }
    switch input.withUnsafeReadableBytes({ body.scan($0) }) {
    case .more: send(body: input.readableBytes)
    case .done(let count):
      send(body: count)
      phase = .answer
    case .malformed:
      upstream?.abandon()
      upstream = nil
      exchange.keepsAlive = false
      if exchange.isAnswered { breakOff(status: 400) } else { refuse(400) }
    }
  }

  private func send(body count: Int) {
    guard var part = input.readSlice(length: count) else { return }
    if input.readableBytes == 0 { input = ByteBuffer() }
    guard let upstream else {
      outgoing.writeBuffer(&part)
      return
    }
    exchange.isReplayable = false
    upstream.send(part)
  }

  /// Sends the request on an idle connection, or on a new one.
  func dispatch(to endpoint: IngressTable.Endpoint, fresh: Bool) {
    exchange.count(in: endpoint.counter)
    exchange.attempt += 1
    if !fresh, !exchange.isUpgrade, let idle = endpoint.pool.take() {
      attach(idle)
      return
    }
    let attempt = exchange.attempt
    exchange.isConnecting = true
    endpoint.pool.connect { [self] result in
      guard exchange.isOpen, exchange.attempt == attempt, exchange.isConnecting,
        phase != .closing
      else {
        if case .success(let connection) = result { connection.close() }
        return
      }
      exchange.isConnecting = false
      switch result {
      case .success(let connection): attach(connection)
      case .failure(let error):
        fail(Self.isTimeout(error) ? 504 : exchange.target?.failure ?? 502)
      }
    }
  }

  private static func isTimeout(_ error: any Error) -> Bool {
    if case .connectTimeout? = error as? ChannelError { return true }
    return false
  }

  private func attach(_ connection: UpstreamConnection) {
    upstream = connection
    connection.begin(self)
    connection.send(outgoing)
    resumeReading()
  }
}
