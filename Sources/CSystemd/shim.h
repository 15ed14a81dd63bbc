#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
/* Swift's Glibc module leaves it out. */
#include <sys/signalfd.h>
