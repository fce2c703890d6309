-- The door as a careful nginx user would write it: the same checks in the same order as Serai's, and the same answer.
local ffi = require "ffi"
local clear = require "table.clear"

ffi.cdef [[
typedef struct evp_md_st EVP_MD;
typedef struct hmac_ctx_st HMAC_CTX;
const EVP_MD *EVP_sha256(void);
HMAC_CTX *HMAC_CTX_new(void);
int HMAC_Init_ex(HMAC_CTX *ctx, const void *key, int len, const EVP_MD *md, void *impl);
int HMAC_Update(HMAC_CTX *ctx, const unsigned char *data, size_t len);
int HMAC_Final(HMAC_CTX *ctx, unsigned char *md, unsigned int *len);
int CRYPTO_memcmp(const void *a, const void *b, size_t len);
unsigned char *ngx_hex_dump(unsigned char *dst, const unsigned char *src, size_t len);
]]

local crypto = ffi.load("libcrypto.so.3")
local C = ffi.C
local digest = ffi.new("unsigned char[32]")
local hex = ffi.new("unsigned char[64]")

local WINDOW_MS = 300000
local NONCE_KEPT_S = 660
local PARAMETERS_MAX = 200
local URL_LENGTH_MAX = 8192

local apps, granted = {}, {}
local names, parts = {}, {}
local nonces, limits = ngx.shared.nonces, ngx.shared.limits
local sequence = 0

-- Names that mean something in a signed text: a value must not seem to go on with one of them.
local declared = {
    app_id = true, method = true, version = true, timestamp = true, nonce = true, sign_type = true, sign = true,
    access_token = true, lang = true, body_sha256 = true, id = true,
}

local door = {}

function door.load(file)
    for line in io.lines(file) do
        local id, merchant, secret, limit = line:match("^(.-)\t(.-)\t(.-)\t(.-)$")
        -- Keyed once: starting anew with no key reuses it, which saves half the hash blocks of a short text.
        local hmac = crypto.HMAC_CTX_new()
        assert(crypto.HMAC_Init_ex(hmac, secret, #secret, crypto.EVP_sha256(), nil) == 1)
        apps[id] = { id = id, merchant = merchant, hmac = hmac, limit = tonumber(limit), active = true }
        granted[id .. " serai.ping v1"] = true
        granted[id .. " content.post.get v1"] = true
    end
end

-- Leaves lower hex in `hex`.
local function sign(app, text)
    local hmac = app.hmac
    crypto.HMAC_Init_ex(hmac, nil, 0, nil, nil)
    crypto.HMAC_Update(hmac, text, #text)
    crypto.HMAC_Final(hmac, digest, nil)
    C.ngx_hex_dump(hex, digest, 32)
end

local function request_id()
    sequence = sequence + 1
    return string.format("%012x%05x%09x", ngx.now() * 1000, ngx.worker.pid(), sequence)
end

local function answer(app, id, status, body)
    local header = ngx.header
    ngx.status = status
    header["Content-Type"] = "application/json; charset=utf-8"
    header["Content-Length"] = #body
    header["Cache-Control"] = "no-store"
    if app then
        local timestamp = string.format("%d", ngx.now() * 1000)
        sign(app, id .. "\n" .. timestamp .. "\n" .. body)
        header["Serai-Timestamp"] = timestamp
        header["Serai-Sign-Type"] = "HMAC-SHA256"
        header["Serai-Sign"] = ffi.string(hex, 64)
        if ngx.ctx.left then
            header["Serai-Limit-Remaining"] = ngx.ctx.left
        end
    end
    ngx.print(body)
end

local function ok(app, id, data)
    answer(app, id, 200, '{"code":200,"msg":"OK","data":' .. data .. ',"request_id":"' .. id .. '"}')
end

local function refuse(app, id, status, sub_code, sub_msg)
    ngx.var.call_refusal = sub_code
    answer(app, id, status, '{"code":' .. status .. ',"msg":"Refused","sub_code":"' .. sub_code .. '","sub_msg":"' ..
        sub_msg .. '","data":{},"request_id":"' .. id .. '"}')
end

-- The app and the parameters of a call that was let in; nothing when it was refused.
local function check(id, method)
    if #ngx.var.request_uri > URL_LENGTH_MAX then
        return refuse(nil, id, 400, "param.invalid", "too long an address")
    end
    if ngx.req.get_method() ~= "POST" or ngx.var.content_type ~= "application/x-www-form-urlencoded" then
        return refuse(nil, id, 415, "body.type", "send a form by POST")
    end
    ngx.req.read_body()
    local args, err = ngx.req.get_post_args(PARAMETERS_MAX + 1)
    if not args or err then
        return refuse(nil, id, 400, "param.invalid", "too many parameters or too long a body")
    end
    clear(names)
    local n = 0
    for name, value in pairs(args) do
        if type(value) == "table" or name == "secret" then
            return refuse(nil, id, 400, "param.invalid", "a parameter twice, or named secret")
        end
        if value == true then
            value = ""
            args[name] = ""
        end
        local at = string.find(value, "&", 1, true)
        while at do
            local to = string.find(value, "=", at, true)
            if to and declared[string.sub(value, at + 1, to - 1)] then
                return refuse(nil, id, 400, "param.invalid", "a value contains a further parameter")
            end
            at = string.find(value, "&", at + 1, true)
        end
        if name ~= "sign" and value ~= "" then
            n = n + 1
            names[n] = name
        end
    end
    local app = apps[args.app_id or ""]
    if not app then
        return refuse(nil, id, 401, "app.unknown", "there is no such app")
    end
    ngx.var.call_app = app.id
    ngx.var.call_merchant = app.merchant
    if not app.active then
        return refuse(app, id, 403, "app.not_active", "the app is not active")
    end
    local said = args.sign
    if not said or said == "" then
        return refuse(app, id, 401, "sign.missing", "sign is absent or empty")
    end
    if args.sign_type ~= "HMAC-SHA256" then
        return refuse(app, id, 403, "sign.type_not_allowed", "only HMAC-SHA256")
    end
    local timestamp = tonumber(args.timestamp)
    local nonce = args.nonce
    if not timestamp then
        return refuse(app, id, 400, "param.invalid", "timestamp must be epoch milliseconds")
    end
    if not nonce or #nonce < 8 or #nonce > 64 or string.find(nonce, "[^A-Za-z0-9_-]") then
        return refuse(app, id, 400, "param.invalid", "nonce must be 8 to 64 of A-Z a-z 0-9 _ -")
    end
    table.sort(names)
    clear(parts)
    for i = 1, n do
        parts[i] = names[i] .. "=" .. args[names[i]]
    end
    sign(app, table.concat(parts, "&", 1, n))
    if #said ~= 64 or crypto.CRYPTO_memcmp(hex, string.lower(said), 64) ~= 0 then
        return refuse(app, id, 401, "sign.mismatch", "the signature does not fit")
    end
    if math.abs(ngx.now() * 1000 - timestamp) > WINDOW_MS then
        return refuse(app, id, 401, "sign.expired", "the timestamp is out of the window")
    end
    local fresh, why = nonces:safe_add(app.id .. "\n" .. nonce, true, NONCE_KEPT_S)
    if not fresh then
        if why == "exists" then
            return refuse(app, id, 401, "sign.replayed", "this nonce was used")
        end
        return refuse(app, id, 503, "store.unavailable", "too many calls are remembered")
    end
    if not granted[app.id .. " " .. method .. " v1"] then
        return refuse(app, id, 403, "api.not_granted", "the app has no grant for this")
    end
    local used = limits:incr(app.id .. math.floor(ngx.now()), 1, 0, 2)
    if used > app.limit then
        return refuse(app, id, 429, "limit.rate", "too many calls in a second")
    end
    ngx.ctx.left = app.limit - used
    return app, args
end

function door.ping()
    local id = request_id()
    ngx.var.call_id = id
    local app = check(id, "serai.ping")
    if app then
        ok(app, id, '{"app_id":"' .. app.id .. '"}')
    end
end

function door.post()
    local id = request_id()
    ngx.var.call_id = id
    local app, args = check(id, "content.post.get")
    if not app then
        return
    end
    local post = args.id
    if not post or #post > 64 or string.find(post, "[^A-Za-z0-9_-]") then
        return refuse(app, id, 400, "param.invalid", "id must be 1 to 64 of A-Z a-z 0-9 _ -")
    end
    local core = ngx.location.capture("/post", { method = ngx.HTTP_GET, body = "", args = "id=" .. post })
    if core.status ~= 200 or core.truncated then
        return refuse(app, id, 503, "core.unavailable", "the core did not answer")
    end
    ok(app, id, core.body)
end

return door
