internal import Glibc

exit(CommandLineProgram.main())
