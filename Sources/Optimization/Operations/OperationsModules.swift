/// The family's modules in the order of listing.
let operationModules: [Module.Type] = [
  Identity.self, Noop.self, Clone.self, Negate.self, Abs.self, Sign.self, SquareRoot.self, Exp.self, Reciprocal.self, NanToNum.self,
  UnaryLambda.self, UnaryParameterwiseLambda.self, CustomUnaryOperation.self,
  Add.self, Subtract.self, ReverseSubtract.self, Multiply.self, Divide.self, ReverseDivide.self, Power.self, ReversePower.self,
  Maximum.self, Minimum.self, CopySign.self, ReverseCopySign.self, CopyMagnitude.self,
  Gradient.self, Parameters.self, Zeros.self, Ones.self, Fill.self, GradToNone.self, UpdateToNone.self,
]
