extension ControlSwitches {
  /// The table of all switches: what `control-sim switches` prints, and what names and texts are read by.
  package static let all: [SwitchEntry] = [
    // What there is
    .toggle("www-authenticate", \.tellsAuthenticate, "401 carries WWW-Authenticate"),
    .toggle("operation-siblings", \.hasOperationSiblings, "operations by id and by serial number"),
    .toggle("headless-siblings", \.hasHeadlessSiblings, "headless operations by id and by name"),
    .toggle("variables", \.hasVariables, "the variables family"),
    .toggle("settings", \.hasSettings, "the settings family"),
    .toggle("log", \.hasLog, "the device log"),
    .toggle("types", \.hasTypes, "inventory_type"),
    // Paths and tokens
    .choice("slashless", \.slashless, "a path without its last slash"),
    .toggle("encoded-slash", \.takesEncodedSlash, "a key may hold %2F; off: such a path is 404"),
    .choice("auth-scheme", \.authScheme, "how the token is sent"),
    .choice("refused-right", \.refusedRight, "a token without the right (9.30)"),
    .choice("foreign-device", \.foreignDevice, "a device of an organization that the token does not see"),
    // Lists
    .number("page-size", \.pageSize, "rows of a page without limit"),
    .number("page-max", \.pageMaximum, "rows of a page at most (9.11)"),
    .choice("sort", \.sortOrder, "order of rows"),
    .choice(
      "page-rows", \.pageRows, "what pages behind the first do: repeat the last row, change order, leave out a row"),
    .text("next-host", \.nextHost, "scheme and host of next and previous; empty: that of the request"),
    .choice("bad-filter", \.badFilter, "a filter value that cannot be read"),
    .toggle("location-filter", \.filtersByLocation, "?location= works (9.10)"),
    .toggle("since-inclusive", \.sinceIsInclusive, "last_status_change_from takes its own moment in"),
    // Records
    .choice("serial-shape", \.serialShape, "record of the serial family (9.1)"),
    .choice("references", \.references, "type, and organization of shape B (9.5)"),
    .choice("location", \.locationForm, "location of shape A (9.9)"),
    .choice("status-words", \.statusWords, "status of shape A (9.2)"),
    .choice("new-status", \.newStatus, "status before the first contact (9.3)"),
    .toggle("new-active", \.newIsActive, "is_active of a device made without it (9.4)"),
    .toggle("new-location-name", \.fillsLocationName, "a create with location tells location_name"),
    .choice("members", \.members, "lists and creates of the id family leave members out as the pages do"),
    .choice("flags", \.flagsShown, "operation flags in records (9.19)"),
    .choice("empty-pending", \.emptyPending, "pending_settings of a device with nothing to do (9.8)"),
    .choice("pending-style", \.pendingStyle, "pending_settings otherwise"),
    .choice("pending", \.pendingShown, "pending_settings without pending=true"),
    .toggle("password-echo", \.echoesPassword, "the create answer of the name family tells the password (9.7)"),
    .choice("times", \.times, "how times are written (1.6)"),
    .toggle("extra-members", \.hasExtraMembers, "records have members that no page names"),
    .decimal(
      "stale-status", \.staleSeconds,
      "seconds for which a status stays told after it changed, unless update_status=true (9.35)"),
    // Writing
    .choice("id-write-answer", \.idWriteAnswer, "PUT and PATCH of the id family (9.29)"),
    .choice("duplicate", \.duplicate, "a name or serial number that exists (9.13)"),
    .choice("delete-conflict", \.deleteConflict, "what makes DELETE answer 409 (9.32)"),
    .choice("put-missing", \.putMissing, "what PUT does to members that are left out (9.28)"),
    .choice("put-serial", \.putSerial, "serial_number in the PUT of the serial family (9.34)"),
    // Operations
    .choice("conflict", \.refusedWork, "an operation on a device that is offline or busy (9.14)"),
    .choice("flag-conflict", \.flagConflict, "a flag set on such a device"),
    .choice("operation-answer", \.operationAnswer, "members of the answer (9.16)"),
    .choice("operation-id", \.operationNumber, "what its id is"),
    // Headless operations
    .choice("headless-id", \.headlessID, "id of a transaction in answers (9.21)"),
    .toggle("headless-location", \.headlessHasLocation, "a POST answers with a Location header"),
    .toggle("headless-status", \.headlessTellsStatus, "answers tell the status"),
    .toggle("headless-values", \.headlessTellsValues, "GET tells the values that were read (9.26)"),
    .choice("headless-instance", \.headlessInstance, "where GET tells the number of a new row"),
    .choice("headless-list", \.headlessList, "what GET answers (9.20)"),
    .choice("headless-missing", \.headlessMissing, "a GET that finds nothing (9.23)"),
    .choice("headless-words", \.headlessWords, "names of members (9.22)"),
    .choice("headless-refusal", \.headlessRefusal, "a POST that is wrong (9.24)"),
    .choice("headless-offline", \.headlessOffline, "a POST for a device that is not there"),
    .choice("headless-target", \.headlessTarget, "the target's member: id and name, or device_id and device_name"),
    .text("headless-failed", \.headlessFailed, "the word for a transaction that the device refused"),
    .decimal(
      "headless-delay", \.headlessDelay,
      "seconds, in the simulator's time, that a transaction takes beside its half to two"),
    // Siblings
    .choice("variable-item", \.variableItem, "members of a variables item"),
    .choice("variable-put", \.variablePutStatus, "status of a PUT of variables"),
    .choice("log-paging", \.logPaging, "pages of the device log (9.38)"),
    // Devices by themselves
    .decimal(
      "appear-every", \.appearEvery,
      "seconds, in the simulator's time, after which one more device appears; 0: none does"),
    .decimal("upgrade-every", \.upgradeEvery, "the same for a device that changes its firmware"),
    .decimal("flap-every", \.flapEvery, "the same for a device that goes down and comes up"),
    // Faults
    .choice("error-body", \.errorBody, "the form of error bodies (9.39)"),
    .decimal("latency", \.latency, "seconds before every answer"),
    .decimal(
      "update-status-latency", \.updateStatusLatency, "seconds more for update_status=true and force_update=true"),
    .number("fault-seed", \.faultSeed, "where the random faults begin"),
    .share("fail-500", \.serverErrorShare, "share of requests answered 500"),
    .share("fail-429", \.throttleShare, "share of requests answered 429"),
    .number("retry-after", \.retryAfter, "seconds in Retry-After of 429; 0: no such header"),
    .share("fail-hang", \.hangShare, "share of requests never answered"),
    .share("fail-close", \.closeShare, "share of requests whose connection closes"),
    .share("fail-cut", \.cutShare, "share of answers that end half-way"),
    .choice("fault-acted", \.faultActed, "whether a request is done before its random fault"),
    .number(
      "rate-limit", \.requestsPerMinute,
      "requests a minute, of the simulator's time, and token, above which 429 comes; 0: no limit"),
  ]
}
