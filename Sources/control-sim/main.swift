internal import ArgumentParser

ControlSimulator.main()
