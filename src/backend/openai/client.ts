import OpenAI from 'openai';
import type { Access } from '../hosted/hosted-backend.ts';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Everything that the SDK would take from the environment or do by itself is said: addresses, retries, limits, logs. */
export function openAiClient({ apiKey, baseUrl, fetch }: Access): OpenAI {
  return new OpenAI({
    // The SDK wants some key, also where a server needs none and gets none.
    apiKey: apiKey.value ?? 'none',
    baseURL: baseUrl,
    // Wins over whatever OPENAI_CUSTOM_HEADERS says; null: the header is not sent.
    defaultHeaders: { Authorization: apiKey.value === null ? null : `Bearer ${apiKey.value}` },
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // Our own limits are shorter, and look at content.
    timeout: 2_147_483_647,
    logLevel: 'off',
    fetch,
  });
}
