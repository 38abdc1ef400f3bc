import Foundation
import Topology

/// A program that runs while something is measured, ended by its own process id.
final class RunningProgram {
  /// Why a program is of no use here.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let process = Process()
  private let output = Pipe()

  /// Starts a program; its output is kept from the screen.
  init(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    let command = path.contains("/") ? [path] + arguments : ["/usr/bin/env", path] + arguments
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  /// Its process id.
  var identifier: Int32 { process.processIdentifier }

  /// The first line that it writes: what `sluice demo --serve` says when it is ready.
  func firstLine() throws -> JSONValue {
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty,
      byte != Data([0x0A])
    { line += byte }
    guard let value = try? JSONValue(parsing: line) else {
      throw Failure(description: "no ready line but '\(String(decoding: line, as: UTF8.self))'")
    }
    return value
  }

  /// Runs a program to its end and returns what it wrote.
  static func output(_ path: String, _ arguments: [String]) throws -> String {
    let program = try RunningProgram(path, arguments)
    let data = try program.output.fileHandleForReading.readToEnd() ?? Data()
    program.process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Waits until it ends, and says with which status.
  func status() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Waits until a URL answers with 200, perhaps by another host name.
  static func waitForAnswer(_ url: String, host: String? = nil, seconds: Double = 15) throws {
    let deadline = Date().addingTimeInterval(seconds)
    let header = host.map { ["-H", "Host: \($0)"] } ?? []
    while Date() < deadline {
      let status = try output(
        "curl", ["-s", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", url] + header)
      if status == "200" { return }
    }
    throw Failure(description: "\(url) does not answer with 200")
  }

  /// A line of `/proc/PID/status` in MiB.
  static func memory(_ field: String, of process: Int32) throws -> Double {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
    let number = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    return (number.flatMap { Double($0) } ?? .nan) / 1024
  }

  /// Seconds of processor time that a process has used.
  static func processorSeconds(of process: Int32) throws -> Double {
    let status = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    let fields = status[(status.lastIndex(of: ")") ?? status.startIndex)...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
      return .nan
    }
    return (user + system) / 100
  }
}
