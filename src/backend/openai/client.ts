import OpenAI from 'openai';
import type { Access } from '../hosted/hosted-backend.ts';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Sets explicitly everything that the SDK would take from the environment or do by default: addresses, retries, limits, logs. */
export function openAiClient({ apiKey, baseUrl, fetch }: Access): OpenAI {
  return new OpenAI({
    // The SDK requires a key, even if the server needs none and gets none.
    apiKey: apiKey.value ?? 'none',
    baseURL: baseUrl,
    // Overrides OPENAI_CUSTOM_HEADERS; null: the header is not sent.
    defaultHeaders: { Authorization: apiKey.value === null ? null : `Bearer ${apiKey.value}` },
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // Our own limits are shorter, and apply to content.
    timeout: 2_147_483_647,
    logLevel: 'off',
    fetch,
  });
}
