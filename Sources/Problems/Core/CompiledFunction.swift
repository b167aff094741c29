import Autograd
import Numerics
import Optimization

/// An objective as compiled programs: traced once, each program compiled at its first use and kept.
///
/// Parameters are one input for each tensor. With `float32` the parameters, values and derivatives go through single precision;
/// what goes in and comes out are doubles.
public final class CompiledFunction: ObjectiveFunction {
  let graph = Graph()
  /// The inputs of the graph, one for each tensor.
  let parameters: [Expression]
  let value: Expression
  let residualVector: Expression?
  private let type: ElementType
  private let batches: Batches?
  private let isOneTensor: Bool
  /// Entries of the largest tensor that is computed: what a batch of derivatives multiplies.
  let largestNode: Int
  /// Entries that an intermediate tensor may have when derivatives are computed many at once.
  var entryLimit = 1 << 22
  /// For copies between tensors and parts of a matrix.
  var scratch = Vector(count: 0)

  private var valuePlan: Unmanaged<Plan>?
  private var gradientPlan: Unmanaged<Plan>?
  /// Keeps the plans that are used without counting references: a tiny objective takes no longer than two of those counts.
  private var keptPlans: [Plan] = []
  var productPlan: Plan?
  var hessianPlan: HessianPlan?
  var batchPlans: [Int: Plan] = [:]
  var residualPlan: Plan?
  var jacobianPlan: JacobianPlan?

  /// A compiled program and the batch that its inputs hold.
  final class Plan {
    let program: Program
    var step = -1
    init(_ program: Program) { self.program = program }
  }

  init(layout: Layout, form: ObjectiveForm, type: ElementType = .float64, batches: Batches? = nil) {
    let graph = self.graph
    parameters = layout.segments.enumerated().map { graph.input($0, shape: $1.shape) }
    value = form.traceValue(parameters)
    residualVector = form.isSumOfSquares ? form.traceResiduals(parameters) : nil
    self.type = type
    self.batches = batches
    isOneTensor = layout.segments.count == 1
    largestNode = graph.nodes.reduce(1) { largest, node in
      switch node.operation {
      case .data, .input: largest
      default: max(largest, node.shape.entries)
      }
    }
    super.init(layout: layout)
  }

  /// The function whose value is the sum of squares of the residuals, or the value itself where there are none.
  public convenience init(layout: Layout, form: ObjectiveForm, type: ElementType = .float64) {
    self.init(layout: layout, form: form, type: type, batches: nil)
  }

  public override var capabilities: Capabilities {
    residualVector == nil ? [.gradient, .hessian] : [.gradient, .hessian, .residuals]
  }
  public override var residualCount: Int { residualVector?.count ?? 0 }

  public override func beginStep(_ t: Int) -> Bool {
    guard let batches, batches.load(step: t) else { return false }
    version += 1
    return true
  }

  public override func value(at x: Vector) throws -> Double {
    let plan = valuePlan ?? compileValue()
    return plan._withUnsafeGuaranteedRef { plan in
      run(plan, x)
      return plan.program.scalar(0)
    }
  }

  public override func gradient(at x: Vector, into g: Vector) throws -> Double {
    let plan = gradientPlan ?? compileGradient()
    return plan._withUnsafeGuaranteedRef { plan in
      run(plan, x)
      if isOneTensor { plan.program.output(1, into: g.base) } else { readTensors(plan.program, from: 1, into: g.base) }
      return plan.program.scalar(0)
    }
  }

  public override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    product(at: x, v, into: out)
  }
  public override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws {
    products(at: x, v, into: out)
  }
  public override func hessian(at x: Vector, into out: Matrix) throws { writeHessian(at: x, into: out) }

  public override func residuals(at x: Vector, into r: Vector) throws {
    guard let residualVector else { throw unavailable("residuals") }
    writeResiduals(residualVector, at: x, into: r)
  }
  public override func jacobian(at x: Vector, residuals r: Vector, into J: Matrix) throws {
    guard let residualVector else { throw unavailable("Jacobians") }
    writeJacobian(residualVector, at: x, residuals: r, into: J)
  }

  @inline(never)
  private func compileValue() -> Unmanaged<Plan> {
    let plan = keep(compile([value]))
    valuePlan = plan
    return plan
  }

  @inline(never)
  private func compileGradient() -> Unmanaged<Plan> {
    let plan = keep(compile([value] + Autograd.gradient(of: value, wrt: parameters)))
    gradientPlan = plan
    return plan
  }

  private func keep(_ plan: Plan) -> Unmanaged<Plan> {
    keptPlans.append(plan)
    return Unmanaged.passUnretained(plan)
  }

  /// The number of the first input behind parameters and data.
  var firstFreeInput: Int { parameters.count + (batches?.inputs.count ?? 0) }

  /// A program with further inputs of these shapes behind the parameters and the data.
  func compile(_ outputs: [Expression], extra: [Shape] = []) -> Plan {
    let shapes = parameters.map(\.shape) + (batches?.inputs.map(\.shape) ?? []) + extra
    return Plan(Program(graph: graph, outputs: outputs, inputs: shapes, type: type))
  }

  /// Runs a program at x, on the present batch.
  @inline(__always)
  func run(_ plan: Plan, _ x: Vector) {
    let program = plan.program
    if isOneTensor { program.setInput(0, x.base) } else { setTensors(program, from: 0, x.base) }
    if batches != nil { setData(plan) }
    program.run()
  }

  @inline(never)
  private func setData(_ plan: Plan) {
    guard let batches, plan.step != batches.step else { return }
    for (i, input) in batches.inputs.enumerated() { plan.program.setInput(parameters.count + i, input.values.base) }
    plan.step = batches.step
  }

  /// Inputs first, first + 1, … ← the tensors of a vector.
  @inline(never)
  func setTensors(_ program: Program, from first: Int, _ x: UnsafePointer<Double>) {
    for (i, segment) in layout.segments.enumerated() { program.setInput(first + i, x + segment.offset) }
  }

  /// The tensors of a vector ← outputs first, first + 1, ….
  @inline(never)
  func readTensors(_ program: Program, from first: Int, into g: UnsafeMutablePointer<Double>) {
    for (i, segment) in layout.segments.enumerated() { program.output(first + i, into: g + segment.offset) }
  }
}
