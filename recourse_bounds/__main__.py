"""The command line as ``python -m recourse_bounds``, in any folder, whatever modules lie there."""

from recourse_bounds._packages import leave_out_working_folder, secure

leave_out_working_folder()
secure()

from recourse_bounds.cli import main  # noqa: E402 - the import finds its modules only after these two lines

main()
