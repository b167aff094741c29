import Numerics

/// What the printing modules share: a line a step, before a text; the update passes.
public class PrintingModule: Module {
  public override var readsUpdate: Bool { false }

  /// The line of this step.
  func line(_ objective: Objective) throws -> String { "" }

  public override final func apply(_ objective: Objective) throws { objective.run.print(try line(objective)) }

  /// `[1, 2.5, …]` of one tensor, the middle of long ones left out.
  static func list(_ v: Vector, _ segment: Segment) -> String {
    let shown = segment.count <= 10 ? Array(0..<segment.count) : [0, 1, 2, -1, segment.count - 2, segment.count - 1]
    let entries = shown.map { $0 < 0 ? "…" : v[segment.offset + $0].text }
    return segment.axes == 0 ? entries.joined() : "[" + entries.joined(separator: ", ") + "]"
  }

  static func lists(_ v: Vector, _ layout: Layout) -> String {
    layout.segments.map { list(v, $0) }.joined(separator: ", ")
  }
}

public final class PrintLoss: PrintingModule {
  public override class var declaration: Declaration {
    Declaration("printloss", .miscellaneous, "Prints the value at every step.", rule: "prints text and f(x); u passes")
  }
  @Setting("before the value", named: "text") var lead = "loss = "
  override func line(_ objective: Objective) throws -> String { lead + (try objective.value()).text }
}

public final class PrintUpdate: PrintingModule {
  public override class var declaration: Declaration {
    Declaration("printupdate", .miscellaneous, "Prints the update at every step.", rule: "prints text and u; u passes")
  }
  @Setting("before the update", named: "text") var lead = "update = "
  public override var readsUpdate: Bool { true }
  override func line(_ objective: Objective) throws -> String {
    lead + PrintingModule.lists(try objective.currentUpdate(), objective.layout)
  }
}

public final class PrintParams: PrintingModule {
  public override class var declaration: Declaration {
    Declaration("printparams", .miscellaneous, "Prints the parameters at every step.", rule: "prints text and x; u passes")
  }
  @Setting("before the parameters", named: "text") var lead = "params = "
  override func line(_ objective: Objective) throws -> String { lead + PrintingModule.lists(objective.x, objective.layout) }
}

public final class PrintShape: PrintingModule {
  public override class var declaration: Declaration {
    Declaration("printshape", .miscellaneous, "Prints the shapes of the tensors at every step.", rule: "prints text and the shapes; u passes")
  }
  @Setting("before the shapes", named: "text") var lead = "shapes = "
  override func line(_ objective: Objective) throws -> String {
    lead + objective.layout.segments.map { "(" + $0.shape.map(String.init).joined(separator: ", ") + ")" }.joined(separator: ", ")
  }
}
