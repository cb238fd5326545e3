// What of llama.cpp's C API the program uses. A name is added here, then `npm run derive:abi`.

/** In this order: a struct stands before those that hold it. */
export const WANTED_STRUCTS = [
  'llama_model_params',
  'llama_context_params',
  'llama_batch',
  'llama_sampler_chain_params',
  'llama_logit_bias',
  'llama_token_data',
  'llama_token_data_array',
  'llama_model_quantize_params',
  'ggml_threadpool_params',
];

/** The struct that a function fills with default values, and the source file with these. */
export const DEFAULTS = [
  { struct: 'llama_model_params', by: 'llama_model_default_params', file: 'src/llama-model.cpp' },
  { struct: 'llama_context_params', by: 'llama_context_default_params', file: 'src/llama-context.cpp' },
  { struct: 'llama_sampler_chain_params', by: 'llama_sampler_chain_default_params', file: 'src/llama.cpp' },
  { struct: 'llama_model_quantize_params', by: 'llama_model_quantize_default_params', file: 'src/llama-quant.cpp' },
];

export const WANTED_ENUMS = [
  { name: 'llama_vocab_type', prefix: /^LLAMA_VOCAB_TYPE_/ },
  { name: 'llama_token_attr', prefix: /^LLAMA_TOKEN_ATTR_/ },
  { name: 'llama_flash_attn_type', prefix: /^LLAMA_FLASH_ATTN_TYPE_/ },
  { name: 'llama_load_mode', prefix: /^LLAMA_LOAD_MODE_/ },
  { name: 'llama_split_mode', prefix: /^LLAMA_SPLIT_MODE_/ },
  { name: 'ggml_backend_dev_type', prefix: /^GGML_BACKEND_DEVICE_TYPE_/ },
  { name: 'ggml_type', prefix: /^GGML_TYPE_/ },
  // As people write them: Q4_K_M, F16.
  { name: 'llama_ftype', prefix: /^LLAMA_FTYPE_(?:MOSTLY_|ALL_)?/ },
];

const words = (text: string) => text.trim().split(/\s+/);

const LLAMA = words(`
  llama_version llama_print_system_info llama_backend_init llama_log_set
  llama_model_default_params llama_context_default_params llama_sampler_chain_default_params llama_model_quantize_default_params
  llama_model_load_from_file llama_model_free llama_init_from_model llama_free
  llama_attach_threadpool llama_n_threads llama_set_n_threads llama_set_abort_callback
  llama_get_memory
  llama_model_get_vocab llama_model_n_layer
  llama_model_n_swa llama_model_n_params
  llama_vocab_type llama_vocab_n_tokens llama_vocab_get_text llama_vocab_get_attr llama_vocab_is_eog
  llama_vocab_bos llama_vocab_eos llama_vocab_get_add_bos
  llama_vocab_get_suppress_tokens llama_tokenize llama_token_to_piece
  llama_memory_seq_rm llama_memory_seq_cp llama_memory_seq_pos_min
  llama_decode llama_get_logits llama_get_logits_ith
  llama_sampler_chain_init llama_sampler_chain_add
  llama_sampler_accept llama_sampler_apply llama_sampler_clone llama_sampler_free
  llama_sampler_sample
  llama_sampler_init_greedy llama_sampler_init_dist llama_sampler_init_top_k llama_sampler_init_top_p llama_sampler_init_min_p
  llama_sampler_init_typical llama_sampler_init_temp llama_sampler_init_temp_ext llama_sampler_init_xtc
  llama_sampler_init_top_n_sigma llama_sampler_init_mirostat llama_sampler_init_mirostat_v2
  llama_sampler_init_penalties llama_sampler_init_dry
  llama_sampler_init_logit_bias llama_sampler_init_grammar
  llama_model_quantize llama_supports_mmap
`);

const GGML = words(`
  ggml_backend_load ggml_backend_load_all_from_path
  ggml_backend_dev_count ggml_backend_dev_get ggml_backend_dev_by_type ggml_backend_dev_name ggml_backend_dev_description
  ggml_backend_dev_type ggml_backend_dev_memory ggml_backend_dev_backend_reg
  ggml_backend_reg_get_proc_address
  ggml_threadpool_params_default
`);

/** Of the CPU back end, which is a plug-in: asked for by `ggml_backend_reg_get_proc_address`. */
export const WANTED_OF_CPU = words('ggml_threadpool_new ggml_threadpool_free');

export const WANTED_FUNCTIONS = [...LLAMA, ...GGML];
