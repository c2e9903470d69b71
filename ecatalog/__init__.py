"""Catalogues and orders: what was awarded becomes orderable, and an order gets its answer.

Words: Contract, Catalogue, Item, Basket, Order, OrderResponse. The promise: nothing can be ordered
that is not in force under the contract at no more than the awarded price, and both parties see the
same status.
"""
