extension HelpTopic {
  /// How runs end, and what the process says of it.
  static let status = HelpTopic(
    name: "status", summary: "Status: how a run ends and what the process returns",
    parts: [
      .text(
        "A run has converged only where a finite criterion was met. Limits are never passed by more than one evaluation. The report names "
          + "what fired, and shows every criterion as measured against its limit."),
      .terms(RunStatus.allCases.map { ($0.rawValue, "\($0.sentence); exit \($0.exitStatus)") }),
      .heading("Where the input is wrong"),
      .terms([
        ("64", "the command line"), ("65", "a chain, a formula or data"), ("66", "a file that cannot be read"),
        ("74", "output that cannot be written"),
      ]),
    ])
}

extension RunStatus {
  /// What the process returns.
  public var exitStatus: Int32 {
    switch self {
    case .interrupted: 130
    case _ where isByRule: 0
    default: 1
    }
  }
}
