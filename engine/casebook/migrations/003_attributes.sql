-- What a model says of a cell besides its class.

ALTER TABLE predictions ADD COLUMN attributes BLOB;  -- probabilities of all values, 32-bit floats, little
                                                     -- endian, in the order of the model's attribute scheme
