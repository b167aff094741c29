/// The family's modules in the order of listing.
let stepSizeModules: [Module.Type] = [
  LearningRate.self, StepSize.self, Warmup.self, WarmupNormClip.self, RandomStepSize.self, PolyakStepSize.self,
  BarzilaiBorwein.self, BBStab.self, AdGD.self, BoldDriver.self,
]
