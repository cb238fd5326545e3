/**
 * Signals with which a user or the system asks for an end: Ctrl-C, `kill`, a terminal that is closed, Ctrl-Break on Windows. A terminal sends
 * them to all processes of a program: those that work for it ignore them, and end when it does.
 */
export const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;
