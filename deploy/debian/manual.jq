# One manual page, in mdoc, from the program's own help (settled --experimental-dump-help).
#
#   $page     settled, settled-COMMAND or settled.conf
#   $date     of the sources, as mdoc wants it
#   $version  of the program

# Text of the program's, so that nothing in it is taken for a request of mdoc's.
def prose:
  gsub("\\\\"; "\\e") | gsub("(?<start>^|\n)(?<control>[.'])"; "\(.start)\\&\(.control)")
  | gsub("\n\n"; "\n.Pp\n") | gsub("[.] (?<next>[A-Z])"; ".\n\(.next)");

def tagline: prose | rtrimstr(".");

def flag: .preferredName | if .kind == "long" then "Fl -\(.name)" else "Fl \(.name)" end;

def synopsis:
  if .kind == "positional" then "Ar \(.valueName)"
  elif .kind == "option" then "Op \(flag) Ar \(.valueName)"
  else "Op \(flag)" end;

# What a page tells of a command: --help and --version are the same everywhere.
def own_arguments:
  [.arguments[] | select(.shouldDisplay and (.preferredName.name | IN("help", "version") | not))];

def subcommands: [.subcommands[]? | select(.shouldDisplay and .commandName != "help")];

def leaves: if subcommands == [] then . else subcommands[] | leaves end;

def option_list:
  ".Bl -tag -width Ds",
  (.[] | ".It \(flag)\(if .kind == "option" then " Ar \(.valueName)" else "" end)",
    (.abstract // "" | prose)),
  ".El";

# "…: 0 all is done; 64 wrong usage; …" in the help, a list in the manual.
def exit_status:
  ([.discussion // "" | gsub("\n"; " ") | capture("Exit codes: (?<codes>.*)").codes | rtrimstr(".")
    | scan("(?<![0-9])([0-9]+) (.*?)(?=; [0-9]+ |$)")]) as $codes
  | if ($codes | length) < 2 then error("the help of settled names no exit codes any more") else . end
  | ".Sh EXIT STATUS", ".Bl -tag -width Ds",
    ($codes[] | ".It \(.[0])", (.[1] | prose | sub("^(?<first>.)"; "\(.first | ascii_upcase)") + ".")),
    ".El";

def environment_name: "SETTLED_" + (ascii_upcase | gsub("-"; "_"));

def settings: [.subcommands[] | select(.commandName == "run") | own_arguments[]
  | select(.kind == "option" and .preferredName.name != "config")];

def environment:
  ".Sh ENVIRONMENT", ".Bl -tag -width Ds",
  ([settings[].preferredName.name, "config"] | map(environment_name)[] | ".It Ev \(.)"),
  "The option of that name, where the command line does not give it.",
  ".It Ev PGHOST , PGUSER , PGSERVICE , PGPASSFILE , No …",
  "As libpq reads them:",
  ".Lk https://www.postgresql.org/docs/current/libpq-envars.html .",
  ".It Ev CREDENTIALS_DIRECTORY",
  "Where systemd puts the password, as the file",
  ".Pa settled.database-password .",
  ".El";

def files:
  ".Sh FILES", ".Bl -tag -width Ds",
  (select($page != "settled.conf")
    | ".It Pa /etc/settled/settled.conf", "The configuration:", ".Xr settled.conf 5 ."),
  ".It Pa /etc/credstore/settled.database-password",
  "The password of the worker's database role, for root alone.",
  "The services take it from there.",
  ".It Pa /usr/share/doc/settled/docs/operating.md",
  "How to install, run, watch, back up and restore it.",
  ".It Pa /usr/share/doc/settled/examples",
  "Drop-ins for the services, and a crontab.",
  ".El";

def see_also($names):
  ".Sh SEE ALSO",
  ($names | map(select(. != $page)) | to_entries
    | (length - 1) as $last
    | .[] | ".Xr \(.value | if endswith(".conf") then "\(.) 5" else "\(.) 1" end)"
      + (if .key == $last then "" else " ," end));

def head($section; $name; $title):
  ".\\\" Made from the program's help.",
  ".Dd \($date)", ".Dt \($name | ascii_upcase) \($section)", ".Os settled \($version)",
  ".Sh NAME", ".Nm \($name)", ".Nd \($title | tagline)";

def program_page:
  head(1; "settled"; .abstract),
  ".Sh SYNOPSIS", ".Nm settled", ".Ar command", ".Op Ar option ...",
  ".Nm settled", ".Fl -help | -version",
  ".Sh DESCRIPTION",
  (.discussion // "" | sub("\\s*Exit codes: .*$"; ""; "s") | prose),
  ".Pp",
  "With systemd,",
  ".Cm systemctl enable --now settled",
  "starts the worker at every boot;",
  ".Cm systemctl enable --now settled-once.timer",
  "makes one pass a minute instead.",
  ".Sh COMMANDS", ".Bl -tag -width Ds",
  (subcommands[] | ".It Xr settled-\(.commandName) 1", (.abstract | prose)),
  ".El",
  ".Sh OPTIONS", ".Bl -tag -width Ds",
  ".It Fl -help", "Shows the help of the program, or of the command before it.",
  ".It Fl -version", "Shows the version.",
  ".El",
  environment, files, exit_status,
  see_also(["settled.conf"]);

def command_page($root):
  (.commandName) as $name
  | ([leaves | own_arguments[]] | unique_by(.kind, .valueName)) as $arguments
  | head(1; "settled-\($name)"; .abstract),
  ".Sh SYNOPSIS",
  (leaves
    | ".Nm settled",
      ".Cm \((.superCommands[1:] + [.commandName]) | join(" "))",
      (own_arguments[] | ".\(synopsis)")),
  ".Sh DESCRIPTION",
  (.abstract | prose),
  (select(.discussion != null) | ".Pp", (.discussion | prose)),
  (select(subcommands != []) | ".Bl -tag -width Ds",
    (leaves | ".It Cm \(.commandName)"
      + ([own_arguments[] | select(.kind == "positional") | " Ar \(.valueName)"] | add // ""),
      (.abstract | prose),
      (own_arguments[] | select(.kind == "positional" and .allValues != null)
        | ".Ar \(.valueName)", "is one of \(.allValues | join(", ")).")),
    ".El"),
  ".Sh OPTIONS",
  ([leaves | own_arguments[] | select(.kind != "positional")] | reduce .[] as $one ([];
      if any(.[]; .valueName == $one.valueName) then . else . + [$one] end) | option_list),
  ".Pp",
  "What the command line leaves out comes from the environment, then from",
  ".Xr settled.conf 5 .",
  ($root | if $name == "run" then exit_status
    else ".Sh EXIT STATUS", "Those of", ".Xr settled 1 ." end),
  see_also(["settled", "settled.conf"]);

def configuration_page:
  head(5; "settled.conf"; "The configuration of settled"),
  ".Sh SYNOPSIS", ".Pa /etc/settled/settled.conf",
  ".Sh DESCRIPTION",
  "Lines of",
  ".Ar key No = Ar value .",
  "A value may stand in double quotes.",
  "Empty lines and lines that start with # are passed over.",
  ".Pp",
  "The keys are the names of the options.",
  "The command line comes before the environment, the environment before this file.",
  "An unknown key, a key given twice and a value that makes no sense",
  "end the program with 78 and a line that says where it stands and what is allowed.",
  ".Pp",
  "Whoever runs settled must be able to read the file, so no password belongs in it: see",
  ".Sx FILES .",
  ".Sh KEYS", (settings | map(.preferredName.kind = "key") | ".Bl -tag -width Ds",
    (.[] | ".It Cm \(.preferredName.name)", (.abstract | prose)), ".El"),
  files,
  ".Sh EXAMPLES",
  "The database is on this machine, and",
  ".Pa pg_hba.conf",
  "lets the system user settled in as settled_worker:",
  ".Bd -literal -offset indent", "database = dbname=market user=settled_worker", ".Ed",
  see_also(["settled", "settled-run"]);

.command
| . as $root
| if $page == "settled" then program_page
  elif $page == "settled.conf" then configuration_page
  else (subcommands[] | select("settled-\(.commandName)" == $page) | command_page($root)) end
