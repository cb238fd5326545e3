/** A line of a list begins with this. */
export const LIST_ITEM = /^[ \t　]*(?:[-*+•‣・●○◆■▪]|\d{1,3}[.．)）]|[①-⑳])[ \t　]*(?=\S)/;
