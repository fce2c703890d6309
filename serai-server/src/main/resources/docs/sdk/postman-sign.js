// Signs the call: https://…/docs/#signing. Works in Postman, Apifox and newman.
const hashes = require('crypto-js');
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
let nonce = '';
for (let i = 0; i < 24; i++) nonce += alphabet[Math.floor(Math.random() * alphabet.length)];
pm.variables.set('serai_timestamp', String(Date.now()));
pm.variables.set('serai_nonce', nonce);
const pairs = [];
pm.request.body.urlencoded.all().forEach(field => {
    if (field.disabled || field.key === 'sign') return;
    const value = pm.variables.replaceIn(String(field.value == null ? '' : field.value));
    if (value !== '') pairs.push([field.key, value]);
});
pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
const text = pairs.map(([key, value]) => key + '=' + value).join('&');
const secret = pm.variables.get('secret') || '';
pm.variables.set('serai_sign', pm.variables.get('sign_type') === 'MD5'
    ? hashes.MD5(text + '&secret=' + secret).toString(hashes.enc.Hex)
    : hashes.HmacSHA256(text, secret).toString(hashes.enc.Hex));
