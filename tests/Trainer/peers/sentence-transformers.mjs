// A plain reader of sentence-transformers and transformers directories, written from their files alone: modules.json,
// config.json, 1_Pooling, 2_Dense, model.safetensors. Slow, in double precision, for encoders of a few layers.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Abramowitz and Stegun 7.1.26, within 1.5e-7.
const erf = (x) => {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x);
  return Math.sign(x) * (1 - tail);
};
const gelu = (x) => 0.5 * x * (1 + erf(x / Math.SQRT2));
const sum = (values) => values.reduce((total, value) => total + value, 0);
const add = (a, b) => a.map((value, i) => value + b[i]);
const dot = (a, b) => sum(a.map((value, i) => value * b[i]));

export function readTensors(path) {
  const bytes = readFileSync(path);
  const header = Number(bytes.readBigUInt64LE(0));
  const entries = Object.entries(JSON.parse(bytes.subarray(8, 8 + header).toString('utf8'))).filter(([name]) => name !== '__metadata__');
  return Object.fromEntries(entries.map(([name, { dtype, shape, data_offsets: [start, end] }]) => {
    if (dtype !== 'F32') throw new Error(`${name} is ${dtype}`);
    const data = bytes.buffer.slice(bytes.byteOffset + 8 + header + start, bytes.byteOffset + 8 + header + end);
    return [name, { shape, values: Array.from(new Float32Array(data)) }];
  }));
}

// The rows of a tensor [rows, columns].
const rowsOf = ({ shape: [rows, columns], values }) => Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns));

class Weights {
  constructor(tensors, prefix = '') {
    this.linears = new Map();
    this.get = (name) => tensors[prefix + name] ?? tensors[name] ?? (() => { throw new Error(`there is no tensor ${name}`); })();
  }

  linear(name) {
    if (!this.linears.has(name)) this.linears.set(name, { rows: rowsOf(this.get(`${name}.weight`)), bias: this.get(`${name}.bias`).values });
    const { rows, bias } = this.linears.get(name);
    return (x) => rows.map((row, i) => dot(row, x) + bias[i]);
  }

  norm(name, epsilon) {
    const [weight, bias] = [this.get(`${name}.weight`).values, this.get(`${name}.bias`).values];
    return (x) => {
      const mean = sum(x) / x.length;
      const deviation = Math.sqrt(sum(x.map((value) => (value - mean) ** 2)) / x.length + epsilon);
      return x.map((value, i) => ((value - mean) / deviation) * weight[i] + bias[i]);
    };
  }
}

// [tokens, hidden] of token ids and their types.
function bert(config, weights, ids, types) {
  const [words, positions, kinds] = ['word', 'position', 'token_type'].map((kind) => rowsOf(weights.get(`embeddings.${kind}_embeddings.weight`)));
  const embed = weights.norm('embeddings.LayerNorm', config.layer_norm_eps);
  let hidden = ids.map((id, i) => embed(add(add(words[id], positions[i]), kinds[types[i]])));
  for (let n = 0; n < config.num_hidden_layers; n++) hidden = layer(config, weights, `encoder.layer.${n}`, hidden);
  return hidden;
}

function layer(config, weights, name, hidden) {
  const [query, key, value] = ['query', 'key', 'value'].map((part) => hidden.map(weights.linear(`${name}.attention.self.${part}`)));
  const size = config.hidden_size / config.num_attention_heads;
  const mixed = hidden.map((_, i) => Array.from({ length: config.num_attention_heads }, (_, head) => {
    const part = (row) => row.slice(head * size, (head + 1) * size);
    const scores = key.map((row) => dot(part(query[i]), part(row)) / Math.sqrt(size));
    const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
    return value.map(part).reduce((total, row, j) => add(total, row.map((x) => (x * powers[j]) / sum(powers))), Array(size).fill(0));
  }).flat());
  const norm = (part) => weights.norm(`${name}.${part}.LayerNorm`, config.layer_norm_eps);
  const attended = mixed.map(weights.linear(`${name}.attention.output.dense`)).map((row, i) => norm('attention.output')(add(row, hidden[i])));
  const inner = attended.map(weights.linear(`${name}.intermediate.dense`)).map((row) => row.map(gelu));
  return inner.map(weights.linear(`${name}.output.dense`)).map((row, i) => norm('output')(add(row, attended[i])));
}

const pool = ({ pooling_mode_cls_token: cls, pooling_mode_mean_tokens: mean }, hidden) => {
  if (cls === mean) throw new Error('pooling is neither by CLS nor by mean');
  return cls ? hidden[0] : hidden.reduce(add).map((value) => value / hidden.length);
};

// A function from { ids, types } to a vector, or to logits where there is no modules.json.
export function open(directory) {
  const json = (file) => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const config = json('config.json');
  const weights = new Weights(readTensors(join(directory, 'model.safetensors')), 'bert.');
  if (!existsSync(join(directory, 'modules.json'))) {
    return ({ ids, types }) => weights.linear('classifier')(weights.linear('pooler.dense')(bert(config, weights, ids, types)[0]).map(Math.tanh));
  }
  const modules = {
    Transformer: () => ({ ids, types }) => bert(config, weights, ids, types),
    Pooling: (path) => (hidden) => pool(json(`${path}/config.json`), hidden),
    Dense: (path) => new Weights(readTensors(join(directory, path, 'model.safetensors'))).linear('linear'),
    Normalize: () => (vector) => vector.map((value) => value / Math.sqrt(dot(vector, vector))),
  };
  const steps = json('modules.json').map(({ path, type }) => modules[type.split('.').at(-1)](path));
  return (input) => steps.reduce((value, step) => step(value), input);
}
