/// How the server behaves where the API's pages leave room, disagree or are silent.
///
/// One property for each entry of ``all``; numbers in brackets there are sections of the API's working reference.
package struct ControlSwitches: Sendable, Equatable {
  // MARK: What there is

  package var tellsAuthenticate = false
  package var hasOperationSiblings = false
  package var hasHeadlessSiblings = false
  package var hasVariables = false
  package var hasSettings = false
  package var hasLog = false
  package var hasTypes = false

  // MARK: Paths and tokens

  package var slashless = SlashlessPath.notFound
  package var takesEncodedSlash = true
  package var authScheme = AuthScheme.bearer
  package var refusedRight = RefusedRight.forbidden
  package var foreignDevice = ForeignDevice.forbidden

  // MARK: Lists

  package var pageSize = 20
  package var pageMaximum = 100
  package var sortOrder = SortOrder.id
  package var pageRows = PageRows.steady
  package var nextHost = ""
  package var badFilter = BadFilter.refuse
  package var filtersByLocation = false
  package var sinceIsInclusive = false

  // MARK: Records

  package var serialShape = SerialShape.b
  package var references = ReferenceForm.page
  package var locationForm = LocationForm.id
  package var statusWords = StatusWords.title
  package var newStatus = NewStatus.null
  package var newIsActive = false
  package var fillsLocationName = false
  package var members = RecordMembers.page
  package var flagsShown = FlagsShown.page
  package var emptyPending = EmptyPending.none
  package var pendingStyle = PendingStyle.prose
  package var pendingShown = PendingShown.always
  package var echoesPassword = false
  package var times = TimeForm.whole
  package var hasExtraMembers = false
  package var staleSeconds: Double = 0.0

  // MARK: Writing

  package var idWriteAnswer = WriteAnswer.record
  package var duplicate = Duplicate.conflict
  package var deleteConflict = DeleteConflict.never
  package var putMissing = PutMissing.null
  package var putSerial = PutSerial.optional

  // MARK: Operations

  package var refusedWork = RefusedWork.conflict
  package var flagConflict = FlagConflict.queue
  package var operationAnswer = OperationAnswer.two
  package var operationNumber = OperationNumber.request

  // MARK: Headless operations

  package var headlessID = HeadlessID.none
  package var headlessHasLocation = false
  package var headlessTellsStatus = false
  package var headlessTellsValues = false
  package var headlessInstance = HeadlessInstance.none
  package var headlessList = HeadlessList.array
  package var headlessMissing = HeadlessMissing.notFound
  package var headlessWords = HeadlessWords.new
  package var headlessRefusal = HeadlessRefusal.badRequest
  package var headlessOffline = HeadlessOffline.queue
  package var headlessTarget = HeadlessTarget.plain
  package var headlessFailed = "failed"
  package var headlessDelay: Double = 0.0

  // MARK: Siblings

  package var variableItem = VariableItem.variableName
  package var variablePutStatus = VariablePutStatus.ok
  package var logPaging = LogPaging.cursor

  // MARK: Devices by themselves

  package var appearEvery: Double = 0.0
  package var upgradeEvery: Double = 0.0
  package var flapEvery: Double = 0.0

  // MARK: Faults

  package var errorBody = ErrorBody.usual
  package var latency: Double = 0.0
  package var updateStatusLatency: Double = 0.0
  package var faultSeed = 1
  package var serverErrorShare: Double = 0.0
  package var throttleShare: Double = 0.0
  package var retryAfter = 1
  package var hangShare: Double = 0.0
  package var closeShare: Double = 0.0
  package var cutShare: Double = 0.0
  package var faultActed = FaultActed.before
  package var requestsPerMinute = 0

  package init() {}
}
