/// The family's modules in the order of listing.
let operationModules: [Module.Type] = [
  Identity.self, Noop.self, Clone.self, Negate.self, Abs.self, Sign.self, SquareRoot.self, Exp.self, Reciprocal.self, NanToNum.self,
  UnaryLambda.self, UnaryParameterwiseLambda.self, CustomUnaryOperation.self,
  Add.self, Subtract.self, ReverseSubtract.self, Multiply.self, Divide.self, ReverseDivide.self, Power.self, ReversePower.self,
  Maximum.self, Minimum.self, CopySign.self, ReverseCopySign.self, CopyMagnitude.self,
  Sum.self, Mean.self, Product.self, MaximumModules.self, MinimumModules.self, WeightedSum.self, WeightedMean.self,
  SubtractModules.self, DivideModules.self, PowerModules.self, LerpModules.self, Clip.self, ClipModules.self, Threshold.self,
  Graft.self, GraftInputToOutput.self, GraftOutputToInput.self, GramSchmidt.self,
  EMASquared.self, SqrtEMASquared.self, CenteredEMASquared.self, CenteredSqrtEMASquared.self, Debias.self, Debias2.self,
  AccumulateSum.self, AccumulateMean.self, AccumulateProduct.self, AccumulateMaximum.self, AccumulateMinimum.self,
  Gradient.self, Parameters.self, Zeros.self, Ones.self, Fill.self, GradToNone.self, UpdateToNone.self,
]
