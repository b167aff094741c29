/// The family's modules in the order of listing.
let miscellaneousModules: [Module.Type] = [
  SaveBest.self, PrintLoss.self, PrintUpdate.self, PrintParams.self, PrintShape.self,
  LastDifference.self, LastGradDifference.self, LastProduct.self, LastRatio.self, LastAbsoluteRatio.self, Previous.self,
  GradSign.self, UpdateSign.self, GraftToGrad.self, GraftGradToUpdate.self, GraftToParams.self, Relative.self,
  HpuEstimate.self, FillLoss.self, MulByLoss.self, DivByLoss.self, NegateOnLossIncrease.self,
]
