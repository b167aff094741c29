#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>
#include <readline/history.h>

// The library's settings are global variables, which Swift 6 does not let one write; so they are set here.

#include <signal.h>

static volatile sig_atomic_t *tz_interrupt = NULL;

/* Ctrl-C while a line is written: the line is dropped and a new prompt shown. */
static inline int tz_drop_line(void) {
  if (!tz_interrupt || !*tz_interrupt) return 0;
  *tz_interrupt = 0;
  fputs("^C\n", rl_outstream ? rl_outstream : stdout);
  rl_replace_line("", 0);
  rl_on_new_line();
  rl_redisplay();
  return 0;
}

/* interrupt: what the handler of SIGINT sets. */
static inline void tz_set_up_readline(const char *name, rl_completion_func_t *complete, volatile sig_atomic_t *interrupt) {
  tz_interrupt = interrupt;
  rl_readline_name = name;
  rl_attempted_completion_function = complete;
  rl_basic_word_break_characters = " \t\n=,(|@?[";
  rl_completer_word_break_characters = " \t\n=,(|@?[";
  rl_completer_quote_characters = "";
  rl_catch_signals = 0;
  rl_signal_event_hook = tz_drop_line;
  rl_variable_bind("enable-bracketed-paste", "off");
  stifle_history(5000);
}

static inline void tz_set_append_character(int character) { rl_completion_append_character = character; }

/* Whether names of files are tried where there are no other candidates. */
static inline void tz_allow_file_names(int allows) { rl_attempted_completion_over = !allows; }

/* The line up to the cursor, to be freed. */
static inline char *tz_line_before(int end) { return strndup(rl_line_buffer, (size_t)end); }

static inline const char *tz_last_history_line(void) {
  HIST_ENTRY *entry = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
  return entry ? entry->line : NULL;
}
