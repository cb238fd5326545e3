/** What the viewer and its server say. */
export const view = {
  'a copy of {folder}': '{folder} の複製です',
} as const;
